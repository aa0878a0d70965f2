package io.trivet.scrape.config;

/// Something wrong with the options that their types cannot express.
///
/// @param path the key, as in `scrape_configs[2].static_configs[0].targets`
/// @param message what is wrong, in the words of Prometheus where it has some
public record OptionProblem(String path, String message) {
  @Override
  public String toString() {
    return path + ": " + message;
  }
}
