package io.trivet.traces.traceql;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Where the recorded cases are: the environment variable `TRIVET_CONFORMANCE`, else the folder
/// beside the checkout.
final class Conformance {
  private Conformance() {}

  /// A file of the cases; the test is skipped, with the reason, if it is not there.
  static Path file(String name) {
    String root = System.getenv("TRIVET_CONFORMANCE");
    Path file = Path.of(root == null ? "../../shared/conformance" : root).resolve(name);
    Assumptions.assumeTrue(Files.exists(file), () -> "no conformance cases at " + file);
    return file;
  }
}
