package io.trivet.appliance.api.loki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelDetectorTest {
  private static String detect(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return LevelDetector.detect(bytes, 0, bytes.length).name().toLowerCase(java.util.Locale.ROOT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"level\":\"WARN\",\"msg\":\"error\"}|warn",
        "{\"msg\":\"x\",\"meta\":{\"severity\":\"err\"}}|error",
        "{\"a\":{\"b\":{\"level\":\"error\"}}}|error",
        "{\"level\":3, \"msg\":\"all fine\"}|unknown",
        "{\"levels\":[{\"level\":\"fatal\"}],\"lvl\":\"dbg\"}|debug",
        "msg=hi level=Information|info",
        "severity=error level=debug|debug",
        "level=\"trc\" msg=\"a b\"|trace",
        "a=1 LEVEL=critical|critical",
        "2024 [ERROR] boom|error",
        "WARNING: disk|warn",
        "an erroneous line|unknown",
        "x:error|unknown",
        "'error'|error",
        "no words at all|unknown"
      })
  void the_level_is_found_where_senders_put_it(String line, String level) {
    assertThat(detect(line)).isEqualTo(level);
  }

  @Test
  void labels_are_read_with_the_escapes_of_go() {
    assertThat(LabelText.parse("{ a=\"x\\n\\\"\\u00e9\\x41\" , b=`\\n`, }"))
        .isEqualTo(List.of("a", "x\n\"éA", "b", "\\n"));
  }

  @Test
  void any_line_has_a_level() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "{}[]\":=, \\level=errorinfo\u0000\u00e9";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder line = new StringBuilder();
      int length = random.nextInt(40);
      for (int j = 0; j < length; j++) {
        line.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(detect(line.toString())).as("seed %d: %s", seed, line).isNotEmpty();
    }
  }
}
