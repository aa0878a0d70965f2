package io.trivet.traces;

/// Where an attribute of a span stands, in the words of TraceQL.
public enum AttributeScope {
  SPAN,
  RESOURCE,
  EVENT,
  LINK,
  INSTRUMENTATION
}
