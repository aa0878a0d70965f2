package io.trivet.scrape.config;

import io.trivet.core.option.Describe;
import java.util.List;

/// Values of one request header, from here, kept secret, or from files.
public record HttpHeader(
    @Describe("Values.") List<String> values,
    @Describe("Values that are never shown.") List<String> secrets,
    @Describe("Files that hold values.") List<String> files) {

  public HttpHeader {
    values = List.copyOf(values);
    secrets = List.copyOf(secrets);
    files = List.copyOf(files);
  }

  /// Without the secrets.
  @Override
  public String toString() {
    return "HttpHeader[values=" + values + ", files=" + files + "]";
  }
}
