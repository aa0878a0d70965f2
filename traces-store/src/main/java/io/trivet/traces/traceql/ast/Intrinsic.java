package io.trivet.traces.traceql.ast;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A property every span has, by the names TraceQL knows it under.
public enum Intrinsic {
  NAME("name", "span:name", StaticType.STRING),
  DURATION("duration", "span:duration", StaticType.DURATION),
  STATUS("status", "span:status", StaticType.STATUS),
  STATUS_MESSAGE("statusMessage", "span:statusMessage", StaticType.STRING),
  KIND("kind", "span:kind", StaticType.KIND),
  CHILD_COUNT(null, "span:childCount", StaticType.INT),
  SPAN_ID(null, "span:id", StaticType.STRING),
  PARENT_ID(null, "span:parentID", StaticType.STRING),
  ROOT_NAME("rootName", "trace:rootName", StaticType.STRING),
  ROOT_SERVICE("rootServiceName", "trace:rootService", StaticType.STRING),
  TRACE_DURATION("traceDuration", "trace:duration", StaticType.DURATION),
  TRACE_ID(null, "trace:id", StaticType.STRING),
  EVENT_NAME(null, "event:name", StaticType.STRING),
  EVENT_TIME(null, "event:timeSinceStart", StaticType.DURATION),
  LINK_TRACE_ID(null, "link:traceID", StaticType.STRING),
  LINK_SPAN_ID(null, "link:spanID", StaticType.STRING),
  SCOPE_NAME(null, "instrumentation:name", StaticType.STRING),
  SCOPE_VERSION(null, "instrumentation:version", StaticType.STRING),
  NESTED_SET_LEFT("nestedSetLeft", null, StaticType.INT),
  NESTED_SET_RIGHT("nestedSetRight", null, StaticType.INT),
  NESTED_SET_PARENT("nestedSetParent", null, StaticType.INT),
  /// Parses; nothing evaluates it.
  PARENT("parent", null, StaticType.NIL);

  private static final Map<String, Intrinsic> BY_TEXT = new HashMap<>();

  static {
    for (Intrinsic intrinsic : values()) {
      if (intrinsic.unscoped != null) {
        BY_TEXT.put(intrinsic.unscoped, intrinsic);
      }
      if (intrinsic.scoped != null) {
        BY_TEXT.put(intrinsic.scoped, intrinsic);
      }
    }
  }

  private final @Nullable String unscoped;
  private final @Nullable String scoped;
  private final StaticType type;

  Intrinsic(@Nullable String unscoped, @Nullable String scoped, StaticType type) {
    this.unscoped = unscoped;
    this.scoped = scoped;
    this.type = type;
  }

  /// The intrinsic with this text, `duration` or `span:duration`; null if there is none.
  public static @Nullable Intrinsic of(String text) {
    return BY_TEXT.get(text);
  }

  /// Every text that names an intrinsic.
  public static Iterable<String> texts() {
    return BY_TEXT.keySet();
  }

  /// The form without scope where there is one, which is how Tempo labels it.
  public String text() {
    if (unscoped != null) {
      return unscoped;
    }
    return scoped == null ? "" : scoped;
  }

  public StaticType type() {
    return type;
  }

  /// A property of the whole trace, alike for all its spans.
  public boolean isOfTrace() {
    return this == ROOT_NAME || this == ROOT_SERVICE || this == TRACE_DURATION || this == TRACE_ID;
  }

  public boolean isOfEvent() {
    return this == EVENT_NAME || this == EVENT_TIME;
  }

  public boolean isOfLink() {
    return this == LINK_TRACE_ID || this == LINK_SPAN_ID;
  }
}
