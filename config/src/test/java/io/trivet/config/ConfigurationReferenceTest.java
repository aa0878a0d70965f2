package io.trivet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Keeps `docs/configuration.md` equal to the option records. With the system property
/// `trivet.docs=write` the file is written instead of compared.
class ConfigurationReferenceTest {
  private static final Path FILE = Path.of("..", "docs", "configuration.md");
  private static final String MARK = "<!-- Everything below is made from the option records -->\n";

  @Test
  void the_reference_of_all_keys_is_up_to_date() throws IOException {
    String written = Files.readString(FILE);
    int mark = written.indexOf(MARK);
    assertThat(mark).as("the mark in " + FILE).isPositive();
    String expected = written.substring(0, mark + MARK.length()) + Configuration.reference();
    if ("write".equals(System.getProperty("trivet.docs"))) {
      Files.writeString(FILE, expected);
    } else {
      assertThat(written)
          .as(
              "stale; run: mvn -q test -pl config -am -Dtest=ConfigurationReferenceTest"
                  + " -Dsurefire.failIfNoSpecifiedTests=false -Dtrivet.docs=write")
          .isEqualTo(expected);
    }
  }
}
