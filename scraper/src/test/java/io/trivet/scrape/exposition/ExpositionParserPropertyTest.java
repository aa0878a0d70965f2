package io.trivet.scrape.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ExpositionParserPropertyTest {
  private static final String TEXT =
      """
      # HELP m_c Counts \\\\ things\\n.
      # TYPE m_c counter
      m_c{a="b",c="d\\"e\\\\\\n"} 5 1000
      {"m.d","x y"="ü"} +Inf
      # TYPE m_h histogram
      m_h_bucket{le="1"} 2
      m_h_bucket{le="+Inf"} 3
      m_h_sum 4.5
      m_h_count 3
      """;
  private static final String OPEN =
      """
      # TYPE m_c counter
      # UNIT m_c_bytes bytes
      m_c_total{a="b"} 5 1.5 # {trace_id="x",b="c"} 0.5 2.25
      m_c_created{a="b"} 1.5e9
      {"m.d","x y"="ü"} -1e-3
      # EOF
      """;
  private static final byte[] PROTO =
      Base64.getDecoder()
          .decode(
              "mgEKA21faBgEIpABCgYKAWESAWI6hQEICBEAAAAAAAAjQBoLCAIRAAAAAAAA4D8aIwgEEQAAAAAAAPA/GhYK"
                  + "CwoFdHJhY2USAnAxEQAAAAAAAOg/GgsICBEAAAAAAADwfygCMfyp8dJNYlA/OAFiBAgAEAJiBAgCEAFq"
                  + "AwQBBoIBGgoLCgV0cmFjZRICcDIRAAAAAAAA+D8aAggB");

  /// Reads everything an exposition says; an exposition that is refused says nothing more.
  private static List<String> read(ExpositionParser parser) {
    List<String> said = new ArrayList<>();
    LabelsBuilder builder = new LabelsBuilder();
    try {
      for (Entry entry = parser.next(); entry != Entry.END; entry = parser.next()) {
        switch (entry) {
          case SAMPLE, HISTOGRAM -> {
            parser.labels(builder);
            said.add(
                builder.build()
                    + " "
                    + (entry == Entry.SAMPLE ? parser.value() : parser.histogram().count)
                    + (parser.hasTimestamp() ? " @" + parser.timestampMs() : "")
                    + " from "
                    + parser.startMs());
            for (int i = 0; i < parser.exemplars(); i++) {
              said.add(parser.exemplar(i, 7).toString());
            }
          }
          case TYPE -> said.add(parser.family() + " is " + parser.type().text());
          case HELP -> said.add(parser.family() + " means " + parser.help());
          case UNIT -> said.add(parser.family() + " in " + parser.text());
          case END -> throw new AssertionError("unreachable");
        }
      }
    } catch (ExpositionException e) {
      said.add("refused: " + e.reason());
    }
    return said;
  }

  private static void mangle(byte[] sample, Function<byte[], ExpositionParser> parser) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = sample.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(3)) {
          case 0 -> bytes[at] = (byte) random.nextInt(256);
          case 1 -> bytes[at] = sample[random.nextInt(sample.length)];
          default -> bytes = Arrays.copyOf(bytes, at + 1);
        }
      }
      byte[] mangled = bytes;
      try {
        read(parser.apply(mangled.clone()));
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + ": " + Base64.getEncoder().encodeToString(mangled), e);
      }
    }
  }

  @Test
  void mangled_texts_are_read_or_refused() {
    byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
    mangle(text, b -> ExpositionParser.text(b, b.length));
    mangle(text, b -> ExpositionParser.customBuckets(ExpositionParser.text(b, b.length), true));
    byte[] open = OPEN.getBytes(StandardCharsets.UTF_8);
    mangle(open, b -> ExpositionParser.openMetrics(b, b.length, true));
    mangle(open, b -> ExpositionParser.openMetrics(b, b.length, false));
  }

  @Test
  void mangled_messages_are_read_or_refused() {
    mangle(PROTO, b -> ExpositionParser.protobuf(b, b.length, true, true, true));
    mangle(PROTO, b -> ExpositionParser.protobuf(b, b.length, false, true, false));
    mangle(
        PROTO,
        b ->
            ExpositionParser.customBuckets(
                ExpositionParser.protobuf(b, b.length, false, false, true), false));
  }

  @Test
  void mangled_texts_are_checked_without_surprise() {
    byte[] sample = OPEN.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = sample.clone();
      bytes[random.nextInt(bytes.length)] = sample[random.nextInt(sample.length)];
      try {
        OpenMetricsChecker.check(bytes);
      } catch (ExpositionException e) {
        assertThat(e.reason()).isNotEmpty();
      }
    }
  }

  @Test
  void says_what_stands_in_the_text() {
    byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
    assertThat(read(ExpositionParser.text(text, text.length)))
        .containsExactly(
            "m_c means Counts \\ things\n.",
            "m_c is counter",
            "{__name__=\"m_c\", a=\"b\", c=\"d\\\"e\\\\\\n\"} 5.0 @1000 from 0",
            "{__name__=\"m.d\", \"x y\"=\"ü\"} Infinity from 0",
            "m_h is histogram",
            "{__name__=\"m_h_bucket\", le=\"1.0\"} 2.0 from 0",
            "{__name__=\"m_h_bucket\", le=\"+Inf\"} 3.0 from 0",
            "{__name__=\"m_h_sum\"} 4.5 from 0",
            "{__name__=\"m_h_count\"} 3.0 from 0");
  }

  @Test
  void equal_bytes_have_equal_keys_unless_the_type_spells_them_otherwise() {
    assertThat(key("a{le=\"1\"} 1\n")).isEqualTo(key("a{le=\"1\"} 2 5\n"));
    assertThat(key("a{le=\"1\"} 1\n")).isNotEqualTo(key("a{le=\"2\"} 1\n"));
    assertThat(key("# TYPE a histogram\na{le=\"1\"} 1\n")).isNotEqualTo(key("a{le=\"1\"} 1\n"));
    assertThat(key("# TYPE a gauge\na{le=\"1\"} 1\n")).isEqualTo(key("a{le=\"1\"} 1\n"));
  }

  private static String key(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ExpositionParser parser = ExpositionParser.text(bytes, bytes.length);
    Entry entry = parser.next();
    while (entry != Entry.SAMPLE) {
      entry = parser.next();
    }
    return parser.keyHigh() + ":" + parser.keyLow();
  }

  @Test
  void random_labels_come_back_whole() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      LabelsBuilder wanted = new LabelsBuilder();
      wanted.set(Labels.METRIC_NAME, text(random));
      for (int n = random.nextInt(5); n > 0; n--) {
        wanted.set(text(random), text(random));
      }
      Labels labels = wanted.build();
      StringBuilder line = new StringBuilder("{").append(quoted(labels.metricName()));
      for (int l = 0; l < labels.size(); l++) {
        if (!labels.name(l).equals(Labels.METRIC_NAME)) {
          line.append(',').append(quoted(labels.name(l))).append('=');
          line.append(quoted(labels.value(l)));
        }
      }
      byte[] bytes = line.append("} 1\n# EOF\n").toString().getBytes(StandardCharsets.UTF_8);
      ExpositionParser parser = ExpositionParser.openMetrics(bytes, bytes.length, true);
      assertThat(parser.next()).as("seed %d: %s", seed, line).isEqualTo(Entry.SAMPLE);
      LabelsBuilder read = new LabelsBuilder();
      parser.labels(read);
      assertThat(read.build()).as("seed %d: %s", seed, line).isEqualTo(labels);
    }
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder();
    for (int n = 1 + random.nextInt(12); n > 0; n--) {
      out.appendCodePoint("ab_\\\"\n{}=, ü€".codePointAt(random.nextInt(13)));
    }
    return out.toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
