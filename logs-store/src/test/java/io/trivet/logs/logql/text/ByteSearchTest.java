package io.trivet.logs.logql.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ByteSearchTest {
  @Test
  void both_searches_find_what_a_plain_loop_finds() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] =
            (byte) (random.nextInt(20) == 0 ? -1 - random.nextInt(3) : 'a' + random.nextInt(3));
      }
      byte[] needle = new byte[1 + random.nextInt(5)];
      for (int k = 0; k < needle.length; k++) {
        needle[k] = (byte) ('a' + random.nextInt(3));
      }
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      int expected = -1;
      for (int at = from; at + needle.length <= to && expected < 0; at++) {
        expected = ByteSearch.matches(bytes, at, needle) ? at : -1;
      }
      assertThat(ByteSearch.indexOf(bytes, from, to, needle))
          .as("seed " + seed)
          .isEqualTo(expected);
    }
  }

  @Test
  void shortcuts_of_regular_expressions_agree_with_the_engine() {
    String[] patterns = {
      "error", "err|warn", "(err|warn)", ".*err.*", "(?i)ERR", "er+or", "er?ror", "a.c", "err[o0]r",
      "x(foo)?bar", "foo\\.bar", "^err", "warn$", "a{2}b", "(?i)kelvin", "\\berr\\b", "fo+|ba+",
          "e{0}rr"
    };
    String[] lines = {
      "",
      "error",
      "warn: disk",
      "ERRor 7",
      "eror",
      "errror",
      "aac",
      "xbar",
      "foo.bar",
      "aab",
      "an err here",
      "\u212Aelvin",
      "kelvin",
      "fooxbar",
      "err0r",
      "rr"
    };
    for (String pattern : patterns) {
      LineMatcher matcher = LineMatcher.regex(pattern);
      for (String line : lines) {
        byte[] bytes = line.getBytes(UTF_8);
        int flags = Pattern.UNICODE_CASE;
        assertThat(matcher.matches(bytes, 0, bytes.length))
            .as(pattern + " in " + line)
            .isEqualTo(Pattern.compile(pattern, flags).matcher(line).find());
      }
    }
  }

  @Test
  void addresses_are_found_inside_of_text() {
    assertThat(found("10.0.0.0/8", "client=10.1.2.3:443 ok")).isTrue();
    assertThat(found("10.0.0.0/8", "client=11.1.2.3:443 ok")).isFalse();
    assertThat(found("192.168.0.1-192.168.0.9", "at 192.168.0.9")).isTrue();
    assertThat(found("192.168.0.1-192.168.0.9", "at 192.168.0.10")).isFalse();
    assertThat(found("2001:db8::/32", "from [2001:db8::5]:80")).isTrue();
    assertThat(AddressRange.parse("10.0.0")).isNull();
    assertThat(AddressRange.parse("10.0.0.0/33")).isNull();
    assertThat(AddressRange.parse("10.0.0.9-10.0.0.1")).isNull();
  }

  private static boolean found(String range, String text) {
    AddressRange parsed = AddressRange.parse(range);
    byte[] bytes = text.getBytes(UTF_8);
    return parsed != null && parsed.foundIn(bytes, 0, bytes.length);
  }

  @Test
  void sizes_are_read_in_decimal_and_binary_units() {
    assertThat(ByteSizeText.parse("1.5 KB")).isEqualTo(1500);
    assertThat(ByteSizeText.parse("2MiB")).isEqualTo(2 << 20);
    assertThat(ByteSizeText.parse("1,024")).isEqualTo(1024);
    assertThat(ByteSizeText.parse("x")).isEqualTo(ByteSizeText.BAD_NUMBER);
    assertThat(ByteSizeText.parse("1XB")).isEqualTo(ByteSizeText.BAD_UNIT);
    assertThat(ByteSizeText.format(1024)).isEqualTo("1.0kB");
    assertThat(ByteSizeText.format(10_000)).isEqualTo("10kB");
  }
}
