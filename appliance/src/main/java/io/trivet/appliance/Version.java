package io.trivet.appliance;

import java.util.Map;
import java.util.Objects;

/// Versions that the process tells.
final class Version {
  /// What clients of the three servers take us for, to switch on what we understand.
  private static final String PROMETHEUS = "3.14.0";

  private static final String LOKI = "3.6.0";
  private static final String TEMPO = "2.10.0";

  private Version() {}

  /// Version of Trivet.
  static String trivet() {
    String version = Version.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(version, "development");
  }

  static Map<String, String> prometheusBuild() {
    return build(PROMETHEUS);
  }

  static Map<String, String> lokiBuild() {
    return build(LOKI);
  }

  static Map<String, String> tempoBuild() {
    return build(TEMPO);
  }

  private static Map<String, String> build(String version) {
    return Map.of(
        "version",
        version,
        "revision",
        "trivet-" + trivet(),
        "branch",
        "main",
        "buildUser",
        "trivet",
        "buildDate",
        "",
        "goVersion",
        "java" + Runtime.version().feature());
  }
}
