/// Codecs for the columns of a run of samples: times, float values, start timestamps, native
/// histograms. Each writes what is smallest for the run at hand; none knows where the bytes are
/// kept. The number of rows is not part of a column: who stores it tells it when decoding.
///
/// ```text
/// long[] times      -> TimeColumn       base + step + packed residuals, or packed deltas
/// double[] values   -> ValueColumn      constant, scaled decimals (DecimalColumn, NearDecimals),
///                                       XOR (XorColumn)
/// long[] starts     -> StartColumn      the rows at which the start timestamp changes
/// NativeHistogram[] -> HistogramColumn  differences to the histogram before
/// ```
///
/// Fixed numbers are little endian, varints LEB128, signed varints zigzag, packed bits most
/// significant first.
@NullMarked
package io.trivet.metrics.chunk;

import org.jspecify.annotations.NullMarked;
