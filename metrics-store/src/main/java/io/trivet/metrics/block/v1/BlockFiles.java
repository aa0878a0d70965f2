package io.trivet.metrics.block.v1;

import io.trivet.core.disk.FileFormat;

/// Names and formats of the files of a block.
final class BlockFiles {
  static final String CATALOGUE = "catalogue";
  static final String SERIES = "series";
  static final String CHUNKS = "chunks";
  static final String TIMES = "times";
  static final String EXEMPLARS = "exemplars";
  static final String TOMBSTONES = "tombstones";

  static final FileFormat SERIES_FORMAT = new FileFormat("MSER", 1);
  static final FileFormat CHUNKS_FORMAT = new FileFormat("MCHK", 1);
  static final FileFormat TIMES_FORMAT = new FileFormat("MTIM", 1);
  static final FileFormat EXEMPLARS_FORMAT = new FileFormat("MEXE", 1);
  static final FileFormat TOMBSTONES_FORMAT = new FileFormat("MTMB", 1);

  static final int HISTOGRAMS = 1;
  static final int STARTS = 2;

  /// More samples than a chunk ever has.
  static final int MAX_CHUNK_SAMPLES = 1024;

  /// A page is written out when its content has grown to this.
  static final int PAGE_BYTES = 64 * 1024;

  private BlockFiles() {}
}
