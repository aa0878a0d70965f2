package io.trivet.appliance.api.prometheus.federate;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.metrics.histogram.NativeHistogram;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes samples as messages `MetricFamily` of `io/prometheus/client/metrics.proto`. Histograms
/// are native ones, with numbers of samples that need not be whole.
final class ProtoExposition {
  private static final int MAX_BYTES = 1 << 29;

  private final NameEscaping escaping;

  private ProtoExposition(NameEscaping escaping) {
    this.escaping = escaping;
  }

  /// @param all with equal names next to each other
  static byte[] write(List<Exposed> all, FederateFormat format) {
    List<ProtoMessage> families = new ProtoExposition(format.escaping()).families(all);
    if (format.kind() == FederateFormat.Kind.PROTO_DELIMITED) {
      BytesWriter out = new BytesWriter();
      for (ProtoMessage family : families) {
        BytesWriter one = family.binary();
        out.putVarint(one.length());
        out.putBytes(one.array(), 0, one.length());
        check(out.length());
      }
      return Arrays.copyOf(out.array(), out.length());
    }
    StringBuilder out = new StringBuilder();
    for (ProtoMessage family : families) {
      family.text(out, format.kind() == FederateFormat.Kind.PROTO_COMPACT ? -1 : 0);
      out.append('\n');
      check(out.length());
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void check(int size) {
    if (size > MAX_BYTES) {
      throw new TrivetException(
          ErrorKind.QUERY_LIMIT, "the answer would be too large; select fewer series");
    }
  }

  private List<ProtoMessage> families(List<Exposed> all) {
    List<ProtoMessage> families = new ArrayList<>();
    String head = "";
    for (Exposed one : all) {
      NativeHistogram histogram = one.histogram();
      boolean gauge = histogram != null && histogram.resetHint == NativeHistogram.ResetHint.GAUGE;
      String type = histogram == null ? "UNTYPED" : gauge ? "GAUGE_HISTOGRAM" : "HISTOGRAM";
      if (!head.equals(one.name() + ' ' + type)) {
        head = one.name() + ' ' + type;
        int number = histogram == null ? 3 : gauge ? 5 : 4;
        families.add(
            new ProtoMessage()
                .text(1, "name", escaping.escape(one.name()))
                .word(3, "type", number, type));
      }
      families.getLast().nested(4, "metric", metric(one));
    }
    return families;
  }

  private ProtoMessage metric(Exposed one) {
    ProtoMessage metric = new ProtoMessage();
    for (int i = 0; i < one.labels().size(); i += 2) {
      metric.nested(
          1,
          "label",
          new ProtoMessage()
              .text(1, "name", escaping.escape(one.labels().get(i)))
              .text(2, "value", one.labels().get(i + 1)));
    }
    NativeHistogram histogram = one.histogram();
    if (histogram == null) {
      metric.nested(5, "untyped", new ProtoMessage().float64(1, "value", one.value()));
    } else {
      metric.nested(7, "histogram", histogram(histogram));
    }
    return metric.whole(6, "timestamp_ms", one.timeMs());
  }

  private static ProtoMessage histogram(NativeHistogram histogram) {
    ProtoMessage message =
        new ProtoMessage()
            .float64(4, "sample_count_float", histogram.count)
            .float64(2, "sample_sum", histogram.sum);
    if (histogram.hasCustomBuckets()) {
      return classic(message, histogram);
    }
    message
        .signed(5, "schema", histogram.schema)
        .float64(6, "zero_threshold", histogram.zeroThreshold)
        .float64(8, "zero_count_float", histogram.zeroCount);
    side(
        message,
        histogram.negativeSpans,
        histogram.negativeBuckets,
        9,
        "negative_span",
        11,
        "negative_count");
    side(
        message,
        histogram.positiveSpans,
        histogram.positiveBuckets,
        12,
        "positive_span",
        14,
        "positive_count");
    return message;
  }

  /// Custom buckets have no form of their own in this format; classic ones say the same.
  private static ProtoMessage classic(ProtoMessage message, NativeHistogram histogram) {
    ClassicBuckets.forEach(
        histogram,
        (bound, cumulative) ->
            message.nested(
                3,
                "bucket",
                new ProtoMessage()
                    .float64(4, "cumulative_count_float", cumulative)
                    .float64(2, "upper_bound", bound)));
    return message;
  }

  private static void side(
      ProtoMessage message,
      int[] spans,
      double[] buckets,
      int spanField,
      String spanName,
      int countField,
      String countName) {
    for (int i = 0; i < spans.length; i += 2) {
      message.nested(
          spanField,
          spanName,
          new ProtoMessage().signed(1, "offset", spans[i]).whole(2, "length", spans[i + 1]));
    }
    for (double count : buckets) {
      message.float64(countField, countName, count);
    }
  }
}
