package io.trivet.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Recorded cases and real data that lie beside the checkout and are no part of it. A test that
/// needs what is not there is skipped, and says where it looked.
///
/// The folder is named by the environment variable `TRIVET_SHARED`, by default `../shared`; that of
/// the cases by `TRIVET_CONFORMANCE`, by default the folder `conformance` in the former. Relative
/// paths begin at the root of the checkout.
public final class SharedFolder {
  /// Tests run in the folder of their module.
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private SharedFolder() {}

  /// A file or folder of the cases.
  ///
  /// @param name path below the folder of the cases
  public static Path conformance(String name) {
    return present(
        named("TRIVET_CONFORMANCE", shared().resolve("conformance")).resolve(name),
        "TRIVET_CONFORMANCE");
  }

  /// A file or folder of the data.
  ///
  /// @param name path below the folder `data`
  public static Path data(String name) {
    return present(shared().resolve("data").resolve(name), "TRIVET_SHARED");
  }

  private static Path shared() {
    return named("TRIVET_SHARED", Path.of("..", "shared"));
  }

  private static Path named(String variable, Path otherwise) {
    String value = System.getenv(variable);
    return ROOT.resolve(value == null || value.isEmpty() ? otherwise : Path.of(value)).normalize();
  }

  private static Path present(Path path, String variable) {
    Assumptions.assumeTrue(
        Files.exists(path), () -> "there is no " + path + "; " + variable + " names the folder");
    return path;
  }
}
