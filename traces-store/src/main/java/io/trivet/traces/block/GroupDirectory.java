package io.trivet.traces.block;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where the sections of one row group are.
///
/// @param firstStart smallest start of its spans, ns
/// @param lastEnd largest end of its spans, ns
record GroupDirectory(
    int rows, int traces, long firstStart, long lastEnd, Map<String, Section> sections) {
  static final String ROWS = "rows";
  static final String IDS = "ids";
  static final String PARENTS = "parents";
  static final String STARTS = "starts";
  static final String LENGTHS = "lengths";
  static final String KINDS = "kinds";
  static final String NAME = "name";
  static final String MESSAGE = "message";
  static final String RESOURCE = "resource";
  static final String SCOPE = "scope";
  static final String REST = "rest";
  static final String ATTRIBUTE = "@";

  private static final int MAX_ROWS = 1 << 26;

  /// One section.
  ///
  /// @param offset position in the payload of the spans file
  record Section(long offset, int compressedBytes, int bytes, int crc) {}

  void write(BytesWriter out) {
    out.putVarint(rows);
    out.putVarint(traces);
    out.putSigned(firstStart);
    out.putSigned(lastEnd);
    out.putVarint(sections.size());
    sections.forEach((name, section) -> {
      out.putString(name);
      out.putVarint(section.offset);
      out.putVarint(section.compressedBytes);
      out.putVarint(section.bytes);
      out.putInt(section.crc);
    });
  }

  static GroupDirectory read(BytesReader in) {
    int rows = in.getLength(MAX_ROWS);
    int traces = in.getLength(MAX_ROWS);
    long firstStart = in.getSigned();
    long lastEnd = in.getSigned();
    int count = in.getLength(in.remaining());
    Map<String, Section> sections = LinkedHashMap.newLinkedHashMap(count);
    for (int i = 0; i < count; i++) {
      String name = in.getString();
      sections.put(
          name,
          new Section(
              in.getVarint(),
              in.getLength(Integer.MAX_VALUE),
              in.getLength(Integer.MAX_VALUE),
              in.getInt()));
    }
    return new GroupDirectory(rows, traces, firstStart, lastEnd, sections);
  }
}
