package io.trivet.core.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SymbolsTest {
  /// Texts of 24 characters that all have the same `String.hashCode`: "Aa" and "BB" have.
  private static List<String> colliding(int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 12; bit++) {
        text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      texts.add(text.toString());
    }
    return texts;
  }

  @Test
  void each_text_has_one_number_counted_from_0() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Symbols symbols = new Symbols();
    Map<String, Integer> model = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String text = Integer.toString(random.nextInt(8_000), 36);
      assertThat(symbols.find(text)).as("seed %d", seed).isEqualTo(model.getOrDefault(text, -1));
      int number = symbols.intern(text);
      assertThat(number)
          .as("seed %d", seed)
          .isEqualTo(model.computeIfAbsent(text, _ -> model.size()));
    }
    assertThat(symbols.size()).isEqualTo(model.size());
    model.forEach((text, number) -> {
      assertThat(symbols.text(number)).isEqualTo(text);
      assertThat(symbols.find(text)).isEqualTo(number);
    });
  }

  @Test
  void texts_that_collide_for_java_do_not_meet_in_one_place() {
    List<String> texts = colliding(4096);
    assertThat(texts).extracting(String::hashCode).containsOnly(texts.getFirst().hashCode());
    Symbols symbols = new Symbols(42);
    Set<Integer> places = new HashSet<>();
    texts.forEach(text -> places.add(symbols.spread(text) & 8191));
    // 4096 texts spread evenly over 8192 places take some 3200 of them.
    assertThat(places).hasSizeGreaterThan(2500);
    texts.forEach(symbols::intern);
    assertThat(symbols.size()).isEqualTo(texts.size());
  }

  @Test
  void texts_that_meet_under_one_seed_do_not_under_another() {
    Symbols one = new Symbols(1);
    List<String> meeting =
        new Random(1)
            .ints(0, Integer.MAX_VALUE)
            .mapToObj(Integer::toString)
            .filter(text -> (one.spread(text) & 255) == 0)
            .limit(200)
            .toList();
    Symbols other = new Symbols(2);
    assertThat(meeting)
        .extracting(text -> other.spread(text) & 255)
        .satisfies(places -> assertThat(new HashSet<>(places)).hasSizeGreaterThan(100));
  }

  @Test
  void bytes_grow_with_the_texts() {
    Symbols symbols = new Symbols();
    long before = symbols.bytes();
    symbols.intern("x".repeat(1000));
    assertThat(symbols.bytes() - before).isBetween(1000L, 1100L);
    symbols.intern("x".repeat(1000));
    assertThat(symbols.bytes() - before).isBetween(1000L, 1100L);
  }
}
