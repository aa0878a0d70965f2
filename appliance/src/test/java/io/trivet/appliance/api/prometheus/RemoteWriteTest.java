package io.trivet.appliance.api.prometheus;

import static io.trivet.appliance.testing.ProtoMessage.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.appliance.testing.ProtoMessage;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelLimits;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RemoteWriteTest {
  private final RecordingAppender appender = new RecordingAppender();
  private final SeriesWriter writer =
      writer(new WriteSettings(true, true, true, false, LabelLimits.NONE));

  private SeriesWriter writer(WriteSettings settings) {
    return new SeriesWriter(
        appender,
        new WriteObserver() {
          @Override
          public void accepted(long samples, long histograms, long exemplars, long bytes) {}

          @Override
          public void refused(String reason, long samples) {}
        },
        settings);
  }

  private static byte[] pair(String name, String value) {
    return message(out -> {
      out.writeString(1, name);
      out.writeString(2, value);
    });
  }

  private static byte[] sample(double value, long time) {
    return message(out -> {
      out.writeDouble(1, value);
      out.writeInt64(2, time);
    });
  }

  private static byte[] series(ProtoMessage.Fields fields) {
    byte[] inner = message(fields);
    return message(out -> out.writeByteArray(1, inner));
  }

  private static byte[] floats(String name, double value, long time) {
    return series(out -> {
      out.writeByteArray(1, pair("__name__", name));
      out.writeByteArray(1, pair("a", "b"));
      out.writeByteArray(2, sample(value, time));
    });
  }

  @Test
  void version_1_recognises_a_series_by_its_bytes() {
    new WriteV1(writer).read(floats("up", 1, 5));
    new WriteV1(writer).read(floats("up", 2, 6));
    assertThat(appender.created()).isEqualTo(1);
    assertThat(appender.batch)
        .containsExactly("{__name__=\"up\", a=\"b\"} 5 1.0", "{__name__=\"up\", a=\"b\"} 6 2.0");
    assertThat(writer.samples).isEqualTo(2);
  }

  @Test
  void version_1_leaves_out_series_with_bad_labels_and_those_without_samples() {
    new WriteV1(writer)
        .read(
            series(out -> {
              out.writeByteArray(1, pair("a", "b"));
              out.writeByteArray(2, sample(1, 5));
            }));
    new WriteV1(writer).read(series(out -> out.writeByteArray(1, pair("__name__", "x"))));
    new WriteV1(writer)
        .read(
            series(out -> {
              out.writeByteArray(1, pair("__name__", "x"));
              out.writeByteArray(1, pair("a", "b"));
              out.writeByteArray(1, pair("a", "c"));
              out.writeByteArray(2, sample(1, 5));
            }));
    assertThat(appender.batch).isEmpty();
    assertThat(appender.created()).isZero();
  }

  @Test
  void version_1_fails_at_the_first_refused_sample() {
    assertThatThrownBy(() -> new WriteV1(writer).read(floats("up", 1, 0)))
        .isInstanceOf(TrivetException.class)
        .hasMessage("too old sample");
  }

  @Test
  void exemplars_histograms_and_metadata_of_version_1_are_read() {
    new WriteV1(writer)
        .read(
            series(out -> {
              out.writeByteArray(1, pair("__name__", "h"));
              out.writeByteArray(
                  3,
                  message(e -> {
                    e.writeByteArray(1, pair("trace_id", "ab"));
                    e.writeDouble(2, 3);
                    e.writeInt64(3, 7);
                  }));
              out.writeByteArray(
                  4,
                  message(h -> {
                    h.writeUInt64(1, 6);
                    h.writeSInt32(4, 1);
                    h.writeByteArray(
                        11,
                        message(s -> {
                          s.writeSInt32(1, 2);
                          s.writeUInt32(2, 3);
                        }));
                    h.writeSInt64(12, 1);
                    h.writeSInt64(12, 2);
                    h.writeSInt64(12, -1);
                    h.writeInt64(15, 9);
                  }));
            }));
    new WriteV1(writer)
        .read(
            message(out ->
                out.writeByteArray(
                    3,
                    message(m -> {
                      m.writeUInt32(1, 1);
                      m.writeString(2, "h");
                      m.writeString(4, "helps");
                    }))));
    assertThat(appender.batch)
        .containsExactly(
            "{__name__=\"h\"} exemplar {trace_id=\"ab\"}3.0",
            "{__name__=\"h\"} 9 h6.0[2, 3][1.0, 3.0, 2.0]",
            "h is counter helps");
  }

  private static byte[] second(int... refs) {
    byte[] packed =
        message(out -> {
          for (int ref : refs) {
            out.writeUInt32NoTag(ref);
          }
        });
    byte[] inner =
        message(out -> {
          out.writeByteArray(1, packed);
          out.writeByteArray(2, sample(4, 8));
        });
    return message(out -> {
      for (String symbol : new String[] {"", "__name__", "up", "a", "b"}) {
        out.writeString(4, symbol);
      }
      out.writeByteArray(5, inner);
    });
  }

  @Test
  void version_2_recognises_a_series_across_different_symbol_tables() {
    new WriteV2(writer).read(second(1, 2, 3, 4));
    new WriteV2(writer).read(second(1, 2, 3, 4));
    assertThat(appender.created()).isEqualTo(1);
    assertThat(appender.batch)
        .hasSize(2)
        .allMatch(s -> s.equals("{__name__=\"up\", a=\"b\"} 8 4.0"));
  }

  /// A series `x{__type__="gauge"}` with a sample at 8 that began at 3.
  private static byte[] typed(int type, String unit) {
    return message(out -> {
      for (String symbol : new String[] {"", "__name__", "x", "__type__", "gauge", unit}) {
        out.writeString(4, symbol);
      }
      out.writeByteArray(
          5,
          message(in -> {
            for (int ref = 1; ref <= 4; ref++) {
              in.writeUInt32(1, ref);
            }
            in.writeByteArray(
                2,
                message(sample -> {
                  sample.writeDouble(1, 4);
                  sample.writeInt64(2, 8);
                  sample.writeInt64(3, 3);
                }));
            in.writeByteArray(
                5,
                message(metadata -> {
                  metadata.writeUInt32(1, type);
                  metadata.writeUInt32(4, 5);
                }));
          }));
    });
  }

  @Test
  void type_and_unit_of_the_metadata_win_over_labels_where_they_are_wanted() {
    SeriesWriter typing = writer(new WriteSettings(true, true, false, true, LabelLimits.NONE));
    new WriteV2(typing).read(typed(1, "bytes"));
    new WriteV2(typing).read(typed(1, "bytes"));
    new WriteV2(typing).read(typed(1, "seconds"));
    new WriteV2(typing).read(typed(0, ""));
    new WriteV2(typing).read(typed(0, "bytes"));
    assertThat(appender.batch)
        .filteredOn(text -> !text.contains(" is "))
        .containsExactly(
            "{__name__=\"x\", __type__=\"counter\", __unit__=\"bytes\"} 8 4.0",
            "{__name__=\"x\", __type__=\"counter\", __unit__=\"bytes\"} 8 4.0",
            "{__name__=\"x\", __type__=\"counter\", __unit__=\"seconds\"} 8 4.0",
            "{__name__=\"x\", __type__=\"gauge\"} 8 4.0",
            "{__name__=\"x\", __unit__=\"bytes\"} 8 4.0");
  }

  @Test
  void without_the_feature_labels_stay_and_no_start_is_stored() {
    SeriesWriter plain = writer(WriteSettings.DEFAULT);
    new WriteV2(plain).read(typed(1, "bytes"));
    assertThat(appender.batch)
        .filteredOn(text -> !text.contains(" is "))
        .containsExactly("{__name__=\"x\", __type__=\"gauge\"} 8 4.0");
  }

  @Test
  void a_series_over_a_limit_is_left_out_and_told_in_both_versions() {
    SeriesWriter limited =
        writer(new WriteSettings(true, true, false, false, new LabelLimits(1, 0, 0)));
    new WriteV1(limited).read(floats("up", 1, 5));
    new WriteV2(limited).read(second(1, 2, 3, 4));
    new WriteV2(limited).read(second(1, 2));
    assertThat(limited.problems.toString().split("\n"))
        .hasSize(2)
        .containsOnly("a series of \"up\" has 2 labels, more than the limit of 1");
    assertThat(appender.batch).containsExactly("{__name__=\"up\"} 8 4.0");
  }

  @Test
  void version_2_tells_each_bad_series_and_keeps_the_others() {
    new WriteV2(writer).read(second(1, 2, 3));
    new WriteV2(writer).read(second(1, 99));
    new WriteV2(writer).read(second(3, 4));
    new WriteV2(writer).read(second(1, 2));
    assertThat(writer.problems.toString().split("\n"))
        .containsExactly(
            "parsing labels for series [1 2 3]: invalid labelRefs length 3",
            "parsing labels for series [1 99]: labelRefs 1 (name) = 99 (value) outside of symbols"
                + " table (size 5)",
            "invalid metric name or labels, got {a=\"b\"}");
    assertThat(appender.batch).containsExactly("{__name__=\"up\"} 8 4.0");
  }

  @Test
  void random_bytes_are_refused_without_harm() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good = second(1, 2, 3, 4);
    byte[] old = floats("up", 1, 5);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = (random.nextBoolean() ? good : old).clone();
      for (int j = 0; j <= random.nextInt(4); j++) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
      try {
        new WriteV1(writer).read(body);
        new WriteV2(writer).read(body);
      } catch (TrivetException e) {
        assertThat(e.kind()).as("seed %d", seed).isEqualTo(ErrorKind.BAD_DATA);
      }
      appender.rollback();
    }
  }
}
