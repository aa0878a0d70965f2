package io.trivet.appliance.e2e;

import io.trivet.testkit.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;

/// The examples of the OTLP specification, `$TRIVET_SHARED/data/otlp`; a test that needs them is
/// skipped where they are not.
final class OtlpFiles {
  /// The trace of `trace.json`.
  static final String TRACE = "5b8efff798038103d269b633813fc60c";

  private OtlpFiles() {}

  static byte[] read(String name) throws IOException {
    return Files.readAllBytes(SharedFolder.data("otlp").resolve(name));
  }
}
