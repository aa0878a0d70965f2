package io.trivet.appliance.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// The examples of the OTLP specification, `$TRIVET_SHARED/data/otlp`; a test that needs them is
/// skipped where they are not.
final class OtlpFiles {
  /// The trace of `trace.json`.
  static final String TRACE = "5b8efff798038103d269b633813fc60c";

  private OtlpFiles() {}

  static byte[] read(String name) throws IOException {
    String shared = System.getenv().getOrDefault("TRIVET_SHARED", "../../shared");
    Path file = Path.of(shared, "data", "otlp", name);
    Assumptions.assumeTrue(Files.isRegularFile(file), file + " is not there");
    return Files.readAllBytes(file);
  }
}
