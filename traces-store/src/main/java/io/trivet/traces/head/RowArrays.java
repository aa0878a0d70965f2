package io.trivet.traces.head;

import java.util.Arrays;

/// What every span has, one array a field. Arrays are replaced when they grow, so a copy of the
/// references taken under the writer's lock stays valid for the rows there were.
final class RowArrays implements Cloneable {
  int[] trace;
  int[] olderRow;
  long[] spanId;
  long[] parentSpanId;
  long[] start;
  long[] end;
  byte[] kind;
  byte[] status;
  int[] name;
  int[] statusMessage;
  int[] resource;
  int[] scope;

  /// Where the attributes of a row begin in the attribute stream; one more than there are rows.
  int[] attributes;

  /// Where the rest of a row begins; one more than there are rows.
  int[] rest;

  RowArrays(int capacity) {
    trace = new int[capacity];
    olderRow = new int[capacity];
    spanId = new long[capacity];
    parentSpanId = new long[capacity];
    start = new long[capacity];
    end = new long[capacity];
    kind = new byte[capacity];
    status = new byte[capacity];
    name = new int[capacity];
    statusMessage = new int[capacity];
    resource = new int[capacity];
    scope = new int[capacity];
    attributes = new int[capacity + 1];
    rest = new int[capacity + 1];
  }

  int capacity() {
    return trace.length;
  }

  long memoryBytes() {
    return 66L * trace.length;
  }

  void grow() {
    int n = 2 * trace.length;
    trace = Arrays.copyOf(trace, n);
    olderRow = Arrays.copyOf(olderRow, n);
    spanId = Arrays.copyOf(spanId, n);
    parentSpanId = Arrays.copyOf(parentSpanId, n);
    start = Arrays.copyOf(start, n);
    end = Arrays.copyOf(end, n);
    kind = Arrays.copyOf(kind, n);
    status = Arrays.copyOf(status, n);
    name = Arrays.copyOf(name, n);
    statusMessage = Arrays.copyOf(statusMessage, n);
    resource = Arrays.copyOf(resource, n);
    scope = Arrays.copyOf(scope, n);
    attributes = Arrays.copyOf(attributes, n + 1);
    rest = Arrays.copyOf(rest, n + 1);
  }

  RowArrays references() {
    try {
      return (RowArrays) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }
}
