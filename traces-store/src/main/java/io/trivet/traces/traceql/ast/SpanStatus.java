package io.trivet.traces.traceql.ast;

/// Status of a span; the ordinal is the OTLP `Status.StatusCode` number.
public enum SpanStatus {
  UNSET,
  OK,
  ERROR;

  private static final SpanStatus[] ALL = values();

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

  /// @param number OTLP number; unknown ones count as unset
  public static SpanStatus of(int number) {
    return number >= 0 && number < ALL.length ? ALL[number] : UNSET;
  }
}
