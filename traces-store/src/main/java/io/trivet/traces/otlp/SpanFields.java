package io.trivet.traces.otlp;

/// Field numbers of the OTLP messages that are read and written by hand.
public final class SpanFields {
  public static final int TRACE_ID = 1;
  public static final int SPAN_ID = 2;
  public static final int PARENT_SPAN_ID = 4;
  public static final int NAME = 5;
  public static final int KIND = 6;
  public static final int START = 7;
  public static final int END = 8;
  public static final int ATTRIBUTES = 9;
  public static final int EVENTS = 11;
  public static final int LINKS = 13;
  public static final int STATUS = 15;
  public static final int STATUS_MESSAGE = 2;
  public static final int STATUS_CODE = 3;

  private SpanFields() {}
}
