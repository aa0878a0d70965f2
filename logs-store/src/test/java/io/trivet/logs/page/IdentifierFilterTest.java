package io.trivet.logs.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.codec.BytesWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierFilterTest {
  private static byte[] filter(List<String> lines) {
    IdentifierKeys finder = new IdentifierKeys();
    IdentifierFilter keys = new IdentifierFilter();
    for (String line : lines) {
      byte[] bytes = utf8(line);
      finder.ofText(bytes, 0, bytes.length, keys::add);
    }
    BytesWriter out = new BytesWriter();
    keys.encode(1 << 20, out);
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean mayContain(byte[] filter, String needle) {
    long[] keys = IdentifierFilter.keys(List.of(utf8(needle)));
    return IdentifierFilter.mayContain(filter, 0, filter.length, keys);
  }

  private static String randomText(Random random) {
    String alphabet = "0123456789abcdef-XYZ_= .\":{}\u00e4";
    StringBuilder text = new StringBuilder();
    int words = random.nextInt(12);
    for (int i = 0; i < words; i++) {
      switch (random.nextInt(5)) {
        case 0 -> text.append(String.format(Locale.ROOT, "%016x%016x", r(random), r(random)));
        case 1 -> text.append(random.nextLong());
        case 2 -> text.append(new java.util.UUID(r(random), r(random)));
        case 3 -> text.append("word").append(random.nextInt(10_000_000));
        default -> {
          int length = random.nextInt(20);
          for (int j = 0; j < length; j++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
          }
        }
      }
      text.append(" =,-_\"".charAt(random.nextInt(6)));
    }
    return text.toString();
  }

  private static long r(Random random) {
    return random.nextLong();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void a_page_with_a_needle_is_never_skipped_wherever_the_needle_is_cut(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        lines.add(randomText(random));
      }
      byte[] filter = filter(lines);
      for (int i = 0; i < 400; i++) {
        String line = lines.get(random.nextInt(lines.size()));
        int from = random.nextInt(line.length() + 1);
        int to = from + random.nextInt(line.length() - from + 1);
        String needle = line.substring(from, to);
        assertThat(mayContain(filter, needle)).as("seed %d: %s in %s", seed, needle, line).isTrue();
      }
    }
  }

  @Test
  void identifiers_that_are_not_there_skip_nearly_every_page() {
    Random random = new Random(7);
    int skipped = 0;
    int wanted = 0;
    for (int page = 0; page < 100; page++) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        lines.add(
            String.format(
                Locale.ROOT,
                "level=info trace_id=%016x%016x span=%016x n=%d",
                r(random),
                r(random),
                r(random),
                random.nextInt(1_000_000)));
      }
      byte[] filter = filter(lines);
      List<String> needles =
          List.of(
              String.format(Locale.ROOT, "%016x%016x", r(random), r(random)),
              String.format(Locale.ROOT, "%016x", r(random)),
              new java.util.UUID(r(random), r(random)).toString(),
              "blk_" + (1L << 60 | r(random) >>> 4),
              "id=" + (10_000_000 + random.nextInt(80_000_000)) + " ");
      for (String needle : needles) {
        wanted++;
        skipped += mayContain(filter, needle) ? 0 : 1;
      }
    }
    assertThat(skipped).isGreaterThan(wanted * 95 / 100);
  }

  @Test
  void a_needle_without_an_identifier_skips_nothing() {
    byte[] filter = filter(List.of("nothing to see"));
    for (String needle : List.of("", "error", "connection refused", "12345", "user-42", "123456")) {
      assertThat(mayContain(filter, needle)).as(needle).isTrue();
    }
  }

  @Test
  void a_short_number_counts_only_when_the_needle_shows_where_it_ends() {
    byte[] filter = filter(List.of("order=91234567 done"));
    assertThat(mayContain(filter, "1234567")).isTrue();
    assertThat(mayContain(filter, "order=9123456")).isTrue();
    assertThat(mayContain(filter, "=91234567 ")).isTrue();
    assertThat(mayContain(filter, "=81234567 ")).isFalse();
  }
}
