package io.trivet.config.flag;

/// One flag of Prometheus.
///
/// @param name without the leading `--`
/// @param isSwitch whether it is given without a value
/// @param fallback default in Prometheus, "" for none
/// @param meaning what becomes of it
record Flag(String name, boolean isSwitch, String fallback, Meaning meaning) {

  /// What a flag does here.
  sealed interface Meaning {}

  /// Its value is the value of one of our keys.
  record Setting(String path) implements Meaning {}

  /// Host and port of the Prometheus API, and of further addresses when repeated.
  record ListenAddress() implements Meaning {}

  /// Names of features, separated by commas.
  record Features() implements Meaning {}

  /// The configuration file; taken before anything is read.
  record ConfigurationFile() implements Meaning {}

  /// Nothing: understood, told once.
  ///
  /// @param reason why, as the end of a sentence
  record Inert(String reason) implements Meaning {}

  /// To ignore it would be worse than not to start.
  ///
  /// @param reason what to do instead
  record Refused(String reason) implements Meaning {}

  static Flag setting(String name, String path) {
    return new Flag(name, false, "", new Setting(path));
  }

  static Flag toggle(String name, String path) {
    return new Flag(name, true, "", new Setting(path));
  }

  static Flag inert(String name, String fallback, String reason) {
    return new Flag(name, false, fallback, new Inert(reason));
  }

  static Flag inertSwitch(String name, String fallback, String reason) {
    return new Flag(name, true, fallback, new Inert(reason));
  }
}
