package io.trivet.logs.logql.ast;

import io.trivet.core.text.TextRange;
import org.jspecify.annotations.Nullable;

/// The entries of a window: `{...} | ... | unwrap x [5m] offset 1h`.
///
/// @param unwrap where the sample value comes from; null when entries themselves are counted
/// @param rangeNanos length of the window in nanoseconds
/// @param offsetNanos how far the window lies in the past, in nanoseconds; may be negative
public record LogRange(
    LogExpr selector, @Nullable Unwrap unwrap, long rangeNanos, long offsetNanos, TextRange at) {}
