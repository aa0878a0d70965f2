package io.trivet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.trivet.config.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConfigurationPropertyTest {
  private static final String[] WORDS = {
    "server",
    "loki",
    "port",
    "tls",
    "cert_file",
    "storage",
    "retention",
    "metrics",
    "wal",
    "sync",
    "scrape_configs",
    "job_name",
    "static_configs",
    "targets",
    "global",
    "scrape_interval",
    "external_labels",
    "relabel_configs",
    "regex",
    "otlp",
    "query",
    "promql",
    "x",
    "<<",
    "*a",
    "&a",
    "~",
    "null",
    "true",
    "9090",
    "-1",
    "15d",
    "64MiB",
    "[",
    "]",
    "{",
    "}",
    ":",
    "- ",
    ",",
    "'",
    "\"",
    "|",
    ">",
    "#",
    "!!binary",
    "---",
    "...",
    "%",
    "@",
    "`",
    "\t",
    "\n",
    "\n  ",
    "\n    ",
    ": ",
    "\u0000",
    "\uFEFF",
    "\uD800",
    "\u00e9",
    "(((",
    "?",
    "$SITE",
    "${",
    "1e400",
    ".nan",
    "0x1F"
  };

  @Test
  void any_text_gives_options_or_problems_and_never_throws() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 1_500; i++) {
      StringBuilder text = new StringBuilder();
      int words = random.nextInt(40);
      for (int w = 0; w < words; w++) {
        text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(3) == 0 ? " " : "");
      }
      check(seed, text.toString(), Map.of(), List.of());
    }
  }

  @Test
  void any_tree_of_known_keys_gives_options_or_problems_and_never_throws() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 1_500; i++) {
      check(seed, tree(random, 0), Map.of(), List.of());
    }
  }

  @Test
  void any_environment_and_settings_give_options_or_problems_and_never_throw() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 700; i++) {
      Map<String, String> environment = new HashMap<>();
      List<String> settings = new ArrayList<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        environment.put(
            "TRIVET_" + path(random, "_").toUpperCase(java.util.Locale.ROOT),
            WORDS[random.nextInt(WORDS.length)]);
        settings.add(path(random, ".") + "=" + tree(random, 3));
      }
      check(seed, tree(random, 2), environment, settings);
    }
  }

  private static void check(
      long seed, String text, Map<String, String> environment, List<String> settings) {
    assertThatCode(
            () -> {
              LoadedConfiguration loaded =
                  environment.isEmpty() && settings.isEmpty()
                      ? Configuration.parse("p.yaml", text)
                      : Configuration.load(new ConfigurationSource(null, environment, settings));
              assertThat(loaded.options() == null).isEqualTo(!loaded.errors().isEmpty());
              int lines = (int) text.lines().count() + 1;
              for (Problem problem : loaded.problems()) {
                assertThat(problem.position().line()).isBetween(0, Math.max(lines, 1));
              }
            })
        .as("seed %d, text %s, environment %s, settings %s", seed, text, environment, settings)
        .doesNotThrowAnyException();
  }

  private static String path(Random random, String separator) {
    StringBuilder path = new StringBuilder(WORDS[random.nextInt(24)]);
    for (int i = random.nextInt(3); i > 0; i--) {
      path.append(separator).append(WORDS[random.nextInt(24)]);
    }
    return path.toString();
  }

  private static String tree(Random random, int depth) {
    int kind = depth > 5 ? 0 : random.nextInt(depth == 0 ? 2 : 4) + (depth == 0 ? 2 : 0);
    StringBuilder out = new StringBuilder();
    switch (kind) {
      case 2 -> {
        out.append("{");
        for (int i = random.nextInt(4); i >= 0; i--) {
          out.append('"').append(WORDS[random.nextInt(24)]).append("\": ");
          out.append(tree(random, depth + 1)).append(i == 0 ? "" : ", ");
        }
        out.append("}");
      }
      case 3 -> {
        out.append("[");
        for (int i = random.nextInt(3); i > 0; i--) {
          out.append(tree(random, depth + 1)).append(i == 1 ? "" : ", ");
        }
        out.append("]");
      }
      default -> out.append('\'').append(WORDS[random.nextInt(30)]).append('\'');
    }
    if (kind < 2 && random.nextBoolean()) {
      return Integer.toString(random.nextInt());
    }
    return out.toString();
  }
}
