package io.trivet.scrape;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/// Finds the shared conformance cases.
public final class Conformance {
  private Conformance() {}

  /// The folder of one suite; the test is skipped where it is absent.
  public static Path folder(String suite) {
    String root = System.getenv("TRIVET_CONFORMANCE");
    Path folder =
        Path.of(root == null || root.isEmpty() ? "../../shared/conformance" : root).resolve(suite);
    assumeTrue(Files.isDirectory(folder), "no conformance cases at " + folder.toAbsolutePath());
    return folder;
  }
}
