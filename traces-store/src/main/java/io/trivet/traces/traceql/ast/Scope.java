package io.trivet.traces.traceql.ast;

/// Where an attribute is looked up.
public enum Scope {
  /// `.x`: the span, else its resource.
  NONE(""),
  SPAN("span"),
  RESOURCE("resource"),
  EVENT("event"),
  LINK("link"),
  INSTRUMENTATION("instrumentation");

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
