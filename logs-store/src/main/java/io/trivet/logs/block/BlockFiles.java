package io.trivet.logs.block;

import io.trivet.core.disk.FileFormat;

/// Names and formats of the files of a block.
final class BlockFiles {
  static final String SIGNAL = "logs";
  static final int VERSION = 1;

  static final String CATALOGUE = "catalogue";
  static final String LINES = "lines";
  static final String COLUMNS = "columns";
  static final String FILTERS = "filters";
  static final String PAGES = "pages";

  static final FileFormat LINES_FORMAT = new FileFormat("LGLN", VERSION);
  static final FileFormat COLUMNS_FORMAT = new FileFormat("LGCO", VERSION);
  static final FileFormat FILTERS_FORMAT = new FileFormat("LGFI", VERSION);
  static final FileFormat PAGES_FORMAT = new FileFormat("LGPD", VERSION);

  static final String STREAMS_COUNT = "streams";
  static final String ENTRIES_COUNT = "entries";
  static final String LINE_BYTES_COUNT = "lineBytes";
  static final String PAGES_COUNT = "pages";
  static final String SECTIONS_COUNT = "sections";

  static final String SEQUENCE_COUNT = "sequence";

  private BlockFiles() {}
}
