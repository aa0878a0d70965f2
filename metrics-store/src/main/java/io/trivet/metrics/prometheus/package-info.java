/// Data that comes from a Prometheus server, and data that goes to one, as files of its TSDB.
///
/// ```text
/// index, chunks/, tombstones -> IndexFile, ChunkFiles -> BlockCopy --\
///                                                                     +-> store.BlockImport
/// wal/, wbl/ -> WalReader -> WalRecords -> WalImport -> WalBlocks ---/
///
/// store -> ExportBlock -> IndexFileWriter, ChunkFilesWriter -> ULID/{index, chunks/, ...}
/// ```
///
/// [PrometheusImport] and [PrometheusExport] are the entries; both work on a store which nobody
/// writes to. Formats: index 2, chunks 1, tombstones 1, write-ahead log with snappy or zstd. The
/// files of `chunks_head` are not read: what they hold is in the write-ahead log as well.
@NullMarked
package io.trivet.metrics.prometheus;

import org.jspecify.annotations.NullMarked;
