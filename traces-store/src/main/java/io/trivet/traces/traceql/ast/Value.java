package io.trivet.traces.traceql.ast;

import io.trivet.core.time.DurationText;
import java.util.List;
import java.util.stream.Collectors;

/// A value of TraceQL: a literal of a query, or what an expression yields for a span.
public sealed interface Value {
  Value NIL = new Nil();
  Value TRUE = new Bool(true);
  Value FALSE = new Bool(false);

  /// The value as labels, tags and search results show it: a float always has a point or exponent,
  /// durations are in the spelling of Go, status and kind are keywords.
  String text();

  static Value of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /// No value.
  record Nil() implements Value {
    @Override
    public String text() {
      return "nil";
    }
  }

  record Text(String value) implements Value {
    @Override
    public String text() {
      return value;
    }
  }

  record Int(long value) implements Value {
    @Override
    public String text() {
      return Long.toString(value);
    }
  }

  record Real(double value) implements Value {
    @Override
    public String text() {
      return FloatText.format(value);
    }
  }

  record Bool(boolean value) implements Value {
    @Override
    public String text() {
      return Boolean.toString(value);
    }
  }

  record Duration(long nanos) implements Value {
    @Override
    public String text() {
      return DurationText.formatGo(nanos);
    }
  }

  record Status(SpanStatus value) implements Value {
    @Override
    public String text() {
      return value.text();
    }
  }

  record Kind(SpanKind value) implements Value {
    @Override
    public String text() {
      return value.text();
    }
  }

  /// @param elements Text, Int, Real or Bool, all of one type, at least one
  record Array(List<Value> elements) implements Value {
    public Array {
      elements = List.copyOf(elements);
    }

    @Override
    public String text() {
      return elements.stream().map(Value::text).collect(Collectors.joining(", ", "[", "]"));
    }
  }
}
