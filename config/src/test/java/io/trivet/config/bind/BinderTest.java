package io.trivet.config.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.config.option.Secret;
import io.trivet.config.problem.Problem;
import io.trivet.config.problem.Problems;
import io.trivet.config.yaml.YamlNode;
import io.trivet.config.yaml.YamlReader;
import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import io.trivet.core.option.Inline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BinderTest {
  enum Colour {
    RED,
    DARK_BLUE
  }

  record Inner(@Default("7") int number, @Nullable String note) {
    Inner {
      if (number > 100) {
        throw new IllegalArgumentException("`number` must be at most 100, not " + number);
      }
    }
  }

  record Shared(@Default("1m") Duration pause) {}

  record Named(String name, @Default("1") double weight) {}

  record Outer(
      @Default("true") boolean switchedOn,
      @Default("5") long maxSamples,
      @Default("64MiB") ByteSize size,
      @Default("red") Colour colour,
      @Default("") String text,
      @Nullable Integer maybe,
      @Nullable Secret password,
      Inner inner,
      @Default("{number: 9}") Inner special,
      @Nullable Inner absent,
      List<Named> items,
      @Default("[a, b]") List<String> words,
      Map<String, Duration> pauses,
      @Inline Shared shared,
      @Nullable YamlNode tree,
      Map<String, Object> anything) {}

  private static Outer good(String yaml) {
    Problems problems = new Problems();
    Outer outer =
        new Binder(problems).bind(Outer.class, YamlReader.read("t.yml", yaml, problems), "t.yml");
    assertThat(problems.all()).isEmpty();
    return Objects.requireNonNull(outer);
  }

  private static List<String> bad(String yaml) {
    Problems problems = new Problems();
    Outer outer =
        new Binder(problems).bind(Outer.class, YamlReader.read("t.yml", yaml, problems), "t.yml");
    assertThat(outer).isNull();
    return problems.all().stream().map(Problem::toString).toList();
  }

  @Test
  void an_empty_document_gives_the_defaults() {
    Outer defaults =
        new Outer(
            true,
            5,
            ByteSize.mebibytes(64),
            Colour.RED,
            "",
            null,
            null,
            new Inner(7, null),
            new Inner(9, null),
            null,
            List.of(),
            List.of("a", "b"),
            Map.of(),
            new Shared(Duration.ofMinutes(1)),
            null,
            Map.of());
    assertThat(good("")).isEqualTo(defaults);
    assertThat(good("{}")).isEqualTo(defaults);
    assertThat(good("inner:\nitems: ~\nmax_samples: null\n")).isEqualTo(defaults);
    assertThat(Binder.defaults(Outer.class)).isEqualTo(defaults);
  }

  @Test
  void binds_every_type() {
    Outer outer =
        good(
            """
            switched_on: false
            max_samples: 123456789012
            size: 1.5KiB
            colour: dark_blue
            text: 5
            maybe: -3
            password: hunter2
            inner: {note: "x"}
            special: {note: kept}
            absent: {}
            items:
              - name: one
              - {name: two, weight: 2.5e1}
            words: [c]
            pauses: {short: 1s, long: 1h30m}
            pause: 1.5s
            tree: [1]
            anything: {a: [b, {c: d}]}
            """);
    assertThat(outer.switchedOn()).isFalse();
    assertThat(outer.maxSamples()).isEqualTo(123_456_789_012L);
    assertThat(outer.size()).isEqualTo(new ByteSize(1536));
    assertThat(outer.colour()).isEqualTo(Colour.DARK_BLUE);
    assertThat(outer.text()).isEqualTo("5");
    assertThat(outer.maybe()).isEqualTo(-3);
    assertThat(outer.password()).isEqualTo(new Secret("hunter2")).hasToString("<secret>");
    assertThat(outer.inner()).isEqualTo(new Inner(7, "x"));
    assertThat(outer.special()).isEqualTo(new Inner(9, "kept"));
    assertThat(outer.absent()).isEqualTo(new Inner(7, null));
    assertThat(outer.items()).containsExactly(new Named("one", 1), new Named("two", 25));
    assertThat(outer.words()).containsExactly("c");
    assertThat(outer.pauses())
        .isEqualTo(Map.of("short", Duration.ofSeconds(1), "long", Duration.ofMinutes(90)));
    assertThat(outer.shared()).isEqualTo(new Shared(Duration.ofMillis(1500)));
    assertThat(outer.tree()).isInstanceOf(YamlNode.Sequence.class);
    assertThat(outer.anything()).isEqualTo(Map.of("a", List.of("b", Map.of("c", "d"))));
  }

  @Test
  void an_unknown_key_is_named_with_the_nearest_one() {
    assertThat(bad("max_sample: 1\n"))
        .containsExactly(
            "t.yml:1:1: error: unknown key \"max_sample\"; did you mean \"max_samples\"?");
    assertThat(bad("inner:\n  nubmer: 1\n"))
        .containsExactly(
            "t.yml:2:3: error: unknown key \"nubmer\" in inner; did you mean \"number\"?");
    assertThat(bad("inner: {qqqqq: 1}\n"))
        .containsExactly(
            "t.yml:1:9: error: unknown key \"qqqqq\" in inner; possible are number, note");
    assertThat(bad("note: x\n"))
        .containsExactly("t.yml:1:1: error: unknown key \"note\"; did you mean \"inner.note\"?");
  }

  @Test
  void a_wrong_type_is_named_with_what_is_expected() {
    assertThat(bad("max_samples: many\n"))
        .containsExactly("t.yml:1:14: error: max_samples must be a whole number, not \"many\"");
    assertThat(bad("max_samples: \"5\"\n"))
        .containsExactly(
            "t.yml:1:14: error: max_samples must be a whole number, not the text \"5\"; remove the"
                + " quotes");
    assertThat(bad("inner: {number: 3000000000}\n"))
        .containsExactly(
            "t.yml:1:17: error: inner.number must be a whole number, not \"3000000000\"; it must"
                + " fit into 32 bits");
    assertThat(bad("switched_on: yes\n"))
        .containsExactly(
            "t.yml:1:14: error: switched_on must be true or false, not \"yes\"; write true");
    assertThat(bad("pause: 90\n"))
        .containsExactly("t.yml:1:8: error: pause must be a duration, not \"90\"; add a unit: 90s");
    assertThat(bad("pause: -5s\n"))
        .containsExactly(
            "t.yml:1:8: error: pause must be a duration, not \"-5s\"; write it like 30s, 5m or"
                + " 1h30m");
    assertThat(bad("size: 12 parsecs\n"))
        .containsExactly(
            "t.yml:1:7: error: size must be a size, not \"12 parsecs\"; write it like 512KiB, 64MiB"
                + " or 10GB");
    assertThat(bad("colour: dark_bleu\n"))
        .containsExactly(
            "t.yml:1:9: error: colour must be one of red, dark_blue, not \"dark_bleu\"; did you"
                + " mean \"dark_blue\"?");
  }

  @Test
  void a_wrong_shape_is_named_with_what_is_expected() {
    assertThat(bad("words: a\n"))
        .containsExactly("t.yml:1:8: error: words must be a list of texts, not \"a\"; write [a]");
    assertThat(bad("inner: 5\n"))
        .containsExactly(
            "t.yml:1:8: error: inner must be a mapping, not \"5\"; write \"key: value\" lines below"
                + " it");
    assertThat(bad("text: [a]\n"))
        .containsExactly("t.yml:1:7: error: text must be a text, not a list");
    assertThat(bad("pauses: [1s]\n"))
        .containsExactly(
            "t.yml:1:9: error: pauses must be a mapping of names to durations, not a list; write"
                + " \"name: value\"");
    assertThat(bad("- a\n"))
        .containsExactly(
            "t.yml:1:1: error: the document must be a mapping, not a list; write \"key: value\""
                + " lines below it");
  }

  @Test
  void a_missing_key_without_default_is_named() {
    assertThat(bad("items:\n  - weight: 2\n"))
        .containsExactly("t.yml:2:5: error: items[0].name is missing; add \"name: ...\"");
  }

  @Test
  void an_impossible_value_is_found_where_it_is_written() {
    assertThat(bad("inner:\n  note: x\n  number: 101\n"))
        .containsExactly("t.yml:3:11: error: inner: \"number\" must be at most 100, not 101");
  }

  @Test
  void all_problems_are_found_in_one_run() {
    assertThat(bad("max_samples: x\nsize: y\nunknown_thing: 1\nitems: [{}, {weight: z}]\n"))
        .hasSize(6);
  }

  @Test
  void a_type_that_options_cannot_have_is_a_fault_of_the_record() {
    record Wrong(Thread thread) {}
    assertThatThrownBy(() -> Binder.defaults(Wrong.class))
        .hasMessageContaining("no type of an option");
  }

  @Test
  void records_differ_by_path_with_secrets_hidden() {
    record Deep(
        @Describe(value = "", reloadable = true) @Default("1") int quick,
        @Default("1") int slow,
        @Nullable Secret secret) {}
    record Root(Deep deep, @Describe(value = "", reloadable = true) Deep loose) {}
    Deep one = new Deep(1, 1, new Secret("x"));
    Deep two = new Deep(2, 2, new Secret("y"));
    assertThat(Change.between(new Root(one, one), new Root(two, two)))
        .containsExactly(
            new Change("deep.quick", true, "1", "2"),
            new Change("deep.slow", false, "1", "2"),
            new Change("deep.secret", false, "<secret>", "<secret>"),
            new Change("loose.quick", true, "1", "2"),
            new Change("loose.slow", true, "1", "2"),
            new Change("loose.secret", true, "<secret>", "<secret>"));
    assertThat(Change.between(new Root(one, two), new Root(one, two))).isEmpty();
  }
}
