package io.trivet.traces.traceql.result;

import io.trivet.traces.traceql.ast.Value;

/// A value with its key, as Tempo shows it: keys of attributes are bare (`http.method`), intrinsics
/// keep their text (`status`, `span:parentID`), pipeline stages are named by their text
/// (`count()`).
///
/// @param value texts, numbers and booleans as they are; status, kind and durations still typed
///   (the adapter shows [Value#text] of these); arrays as [Value.Array]
public record NamedValue(String key, Value value) {}
