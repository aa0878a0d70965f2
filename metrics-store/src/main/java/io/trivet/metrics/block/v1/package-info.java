/// Blocks of samples, format version 1: [BlockWriter] writes one, [MetricsBlock] reads one.
///
/// A block is a directory (see `io.trivet.core.block`) whose series are in the order of
/// [SeriesOrder]; the position of a series in it is its ordinal.
///
/// ```text
/// catalogue/   labels of the ordinals, see io.trivet.core.index
/// series       reference time (ms, 8 bytes), then the label hash of each ordinal, 8 bytes each
/// chunks       pages of chunks, then their directory
/// times        pages of time columns, then their directory
/// exemplars    pages of exemplars, then their directory
/// tombstones   deleted intervals; absent if there are none; written anew for each deletion
/// ```
///
/// All but `catalogue/` have the header and footer of `io.trivet.core.disk`, with the format names
/// `MSER`, `MCHK`, `MTIM`, `MEXE`, `MTMB`. Fixed numbers are little endian, varints LEB128, signed
/// ones zigzag.
///
/// ```text
/// paged file = page* directory  length of the directory (4 bytes)
/// page       = zstd frame, or the bytes themselves where that is not smaller
/// directory  = pages (varint), each: first item since that of the page before (varint),
///              bytes on disk (varint), bytes of content (varint), CRC-32C of the bytes on disk (4)
///
/// content of a page of chunks (its items are ordinals):
///   series (varint)  header*  payload*
///   header  = chunks (varint), each: flags (byte)  samples (varint)  time column (varint)
///             first - last of the chunk before, or - the reference time (signed varint)
///             last - first (varint)  bytes of the payload (varint)
///   flags   = 1: histograms, else floats; 2: has start timestamps
///   payload = [start column] value column or histogram column
///
/// content of a page of times (its items are time columns): columns (varint), each: bytes (varint);
///   then the columns. A column is what io.trivet.metrics.chunk.TimeColumn writes, relative to the
///   reference time. Equal columns of different series are written once.
///
/// content of a page of exemplars (its items are ordinals): series (varint), each:
///   ordinal since that of the series before (varint)  exemplars (varint), each:
///   time - reference time (signed varint)  value (8 bytes)  labels (varint), each: name, value
///   (length as varint, UTF-8)
///
/// tombstones = intervals (varint), each: ordinal (varint)  first, last ms (signed varints)
/// ```
///
/// Counts in `meta.json`: `series`, `chunks`, `floatSamples`, `histogramSamples`, `exemplars`,
/// `timeColumns`. Times there are in ms, `maxTime` is that of the last sample.
///
/// Version history: 1, the first.
@NullMarked
package io.trivet.metrics.block.v1;

import org.jspecify.annotations.NullMarked;
