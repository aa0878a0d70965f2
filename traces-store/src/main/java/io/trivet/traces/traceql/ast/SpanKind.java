package io.trivet.traces.traceql.ast;

/// Kind of a span; the ordinal is the OTLP `Span.SpanKind` number.
public enum SpanKind {
  UNSPECIFIED,
  INTERNAL,
  SERVER,
  CLIENT,
  PRODUCER,
  CONSUMER;

  private static final SpanKind[] ALL = values();

  private final String text = name().toLowerCase(java.util.Locale.ROOT);

  /// The keyword of TraceQL.
  public String text() {
    return text;
  }

  /// The OTLP number.
  @SuppressWarnings("EnumOrdinal")
  public int number() {
    return ordinal();
  }

  /// @param number OTLP number; unknown ones count as unspecified
  public static SpanKind of(int number) {
    return number >= 0 && number < ALL.length ? ALL[number] : UNSPECIFIED;
  }
}
