package io.trivet.appliance.api.prometheus.federate;

import io.trivet.appliance.api.http.GoNumbers;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.List;

/// Writes samples in the text format 0.0.4. Histograms with custom buckets become classic ones;
/// exponential ones have no form in this text and are left out.
final class TextExposition {
  private static final int MAX_TEXT = 1 << 29;

  private final NameEscaping escaping;
  private final StringBuilder out = new StringBuilder();
  private String family = "";

  private TextExposition(NameEscaping escaping) {
    this.escaping = escaping;
  }

  /// @param all with equal names next to each other
  static String write(List<Exposed> all, NameEscaping escaping) {
    TextExposition text = new TextExposition(escaping);
    all.forEach(text::write);
    return text.out.toString();
  }

  private void write(Exposed one) {
    NativeHistogram histogram = one.histogram();
    if (histogram == null) {
      type(one.name(), "untyped");
      line(one, one.name(), "", one.value());
    } else if (histogram.hasCustomBuckets()) {
      type(one.name(), "histogram");
      classic(one, histogram);
    }
    if (out.length() > MAX_TEXT) {
      throw new TrivetException(
          ErrorKind.QUERY_LIMIT, "the answer would be too large; select fewer series");
    }
  }

  private void type(String name, String type) {
    String head = name + ' ' + type;
    if (!head.equals(family)) {
      family = head;
      out.append("# TYPE ");
      name(name);
      out.append(' ').append(type).append('\n');
    }
  }

  private void classic(Exposed one, NativeHistogram histogram) {
    ClassicBuckets.forEach(
        histogram,
        (bound, cumulative) ->
            line(one, one.name() + "_bucket", GoNumbers.general(bound), cumulative));
    line(one, one.name() + "_sum", "", histogram.sum);
    line(one, one.name() + "_count", "", histogram.count);
  }

  /// @param le value of the label `le`, "" for none
  private void line(Exposed one, String name, String le, double value) {
    boolean quoted = escaping == NameEscaping.ALLOW_UTF_8 && !NameEscaping.isPlain(name);
    boolean open = quoted;
    if (quoted) {
      out.append('{');
    }
    name(name);
    for (int i = 0; i < one.labels().size(); i += 2) {
      out.append(open ? ',' : '{');
      open = true;
      pair(one.labels().get(i), one.labels().get(i + 1));
    }
    if (!le.isEmpty()) {
      out.append(open ? ',' : '{');
      open = true;
      pair("le", le);
    }
    // Zero has no sign in this format.
    out.append(open ? "} " : " ").append(GoNumbers.general(value == 0 ? 0 : value));
    out.append(' ').append(one.timeMs()).append('\n');
  }

  private void name(String name) {
    String escaped = escaping.escape(name);
    if (NameEscaping.isPlain(escaped)) {
      out.append(escaped);
    } else {
      out.append('"');
      value(escaped);
      out.append('"');
    }
  }

  private void pair(String name, String value) {
    name(name);
    out.append("=\"");
    value(value);
    out.append('"');
  }

  private void value(String text) {
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(text.charAt(i));
      }
    }
  }
}
