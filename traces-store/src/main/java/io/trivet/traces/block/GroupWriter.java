package io.trivet.traces.block;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.Zstd;
import io.trivet.core.disk.CheckedFileWriter;
import io.trivet.traces.block.GroupDirectory.Section;
import io.trivet.traces.column.AttributeColumns;
import io.trivet.traces.column.ByteDictionary;
import io.trivet.traces.column.ColumnCodec;
import io.trivet.traces.column.ColumnValues;
import io.trivet.traces.column.PackedLongs;
import io.trivet.traces.column.StoredSpans;
import java.io.IOException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/// Writes one row group: the spans of some traces, in their final order.
final class GroupWriter {
  /// Up to this many spans a parent is looked for one by one: most traces are small.
  private static final int FEW = 32;

  private final CheckedFileWriter file;
  private final Zstd zstd;
  private final BytesWriter raw = new BytesWriter(64 * 1024);
  private final BytesWriter compressed = new BytesWriter(64 * 1024);
  private Map<String, Section> sections = new LinkedHashMap<>();

  GroupWriter(CheckedFileWriter file, Zstd zstd) {
    this.file = file;
    this.zstd = zstd;
  }

  GroupDirectory write(GroupRows group) throws IOException {
    sections = new LinkedHashMap<>();
    int rows = group.size();
    long[] numbers = new long[rows];
    for (int i = 0; i < group.traces(); i++) {
      numbers[i] = group.count(i);
    }
    PackedLongs.encode(numbers, group.traces(), raw);
    section(GroupDirectory.ROWS);
    long[] spanIds = new long[rows];
    for (int i = 0; i < rows; i++) {
      spanIds[i] = group.table(i).spanId(group.row(i));
      raw.putLong(spanIds[i]);
    }
    section(GroupDirectory.IDS);
    parents(group, spanIds);
    long firstStart = starts(group, numbers);
    long lastEnd = Long.MIN_VALUE;
    for (int i = 0; i < rows; i++) {
      long end = group.table(i).endNanos(group.row(i));
      numbers[i] = end - group.table(i).startNanos(group.row(i));
      lastEnd = Math.max(lastEnd, end);
    }
    PackedLongs.encode(numbers, rows, raw);
    section(GroupDirectory.LENGTHS);
    for (int i = 0; i < rows; i++) {
      StoredSpans table = group.table(i);
      raw.putByte(table.kind(group.row(i)) << 2 | table.status(group.row(i)));
    }
    section(GroupDirectory.KINDS);
    column(GroupDirectory.NAME, group, StoredSpans::name);
    column(GroupDirectory.MESSAGE, group, StoredSpans::statusMessage);
    parts(GroupDirectory.RESOURCE, group, numbers, true);
    parts(GroupDirectory.SCOPE, group, numbers, false);
    for (int i = 0; i < rows; i++) {
      numbers[i] = group.table(i).restLength(group.row(i));
    }
    PackedLongs.encode(numbers, rows, raw);
    for (int i = 0; i < rows; i++) {
      group.table(i).rest(group.row(i), raw);
    }
    section(GroupDirectory.REST);
    attributes(group);
    return new GroupDirectory(rows, group.traces(), firstStart, lastEnd, sections);
  }

  private void section(String name) throws IOException {
    compressed.clear();
    int size = zstd.compress(raw.array(), 0, raw.length(), compressed);
    CRC32C crc = new CRC32C();
    crc.update(compressed.array(), 0, size);
    sections.put(name, new Section(file.position(), size, raw.length(), (int) crc.getValue()));
    file.write(compressed.array(), 0, size);
    raw.clear();
  }

  /// Of each span 0 (a root), the position of its parent in the trace plus 1, or the number of
  /// spans plus 1 (the parent is elsewhere).
  private void parents(GroupRows group, long[] spanIds) throws IOException {
    long[] positions = new long[spanIds.length];
    BytesWriter elsewhere = new BytesWriter();
    int first = 0;
    for (int trace = 0; trace < group.traces(); trace++) {
      int count = group.count(trace);
      Map<Long, Integer> positionOf = count > FEW ? positions(spanIds, first, count) : Map.of();
      for (int i = first; i < first + count; i++) {
        long parent = group.table(i).parentSpanId(group.row(i));
        if (parent == 0) {
          continue;
        }
        int position =
            count > FEW
                ? positionOf.getOrDefault(parent, -1)
                : position(spanIds, first, count, parent);
        positions[i] = position < 0 ? count + 1L : position + 1L;
        if (position < 0) {
          elsewhere.putLong(parent);
        }
      }
      first += count;
    }
    PackedLongs.encode(positions, positions.length, raw);
    raw.putBytes(elsewhere.array(), 0, elsewhere.length());
    section(GroupDirectory.PARENTS);
  }

  private static int position(long[] spanIds, int first, int count, long wanted) {
    for (int i = 0; i < count; i++) {
      if (spanIds[first + i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static Map<Long, Integer> positions(long[] spanIds, int first, int count) {
    Map<Long, Integer> positionOf = new HashMap<>();
    for (int i = 0; i < count; i++) {
      positionOf.putIfAbsent(spanIds[first + i], i);
    }
    return positionOf;
  }

  /// Returns the smallest start.
  private long starts(GroupRows group, long[] scratch) throws IOException {
    long[] smallest = new long[group.traces()];
    long firstOfAll = Long.MAX_VALUE;
    int first = 0;
    for (int trace = 0; trace < group.traces(); trace++) {
      int end = first + group.count(trace);
      long min = Long.MAX_VALUE;
      for (int i = first; i < end; i++) {
        scratch[i] = group.table(i).startNanos(group.row(i));
        min = Math.min(min, scratch[i]);
      }
      for (int i = first; i < end; i++) {
        scratch[i] -= min;
      }
      smallest[trace] = min;
      firstOfAll = Math.min(firstOfAll, min);
      first = end;
    }
    PackedLongs.encode(smallest, smallest.length, raw);
    PackedLongs.encode(scratch, group.size(), raw);
    section(GroupDirectory.STARTS);
    return firstOfAll;
  }

  /// Which column of a table to write.
  private interface ColumnOf {
    ColumnValues of(StoredSpans table);
  }

  private void column(String name, GroupRows group, ColumnOf columnOf) throws IOException {
    ColumnValues.Builder builder = new ColumnValues.Builder(group.size());
    Map<StoredSpans, ColumnValues.Copier> copiers = new IdentityHashMap<>();
    for (int i = 0; i < group.size(); i++) {
      copiers
          .computeIfAbsent(group.table(i), table -> builder.copier(columnOf.of(table)))
          .copy(i, group.row(i));
    }
    ColumnCodec.encode(builder.build(), raw);
    section(name);
  }

  private void parts(String name, GroupRows group, long[] scratch, boolean resources)
      throws IOException {
    ByteDictionary dictionary = new ByteDictionary(16);
    Map<StoredSpans, int[]> known = new IdentityHashMap<>();
    for (int i = 0; i < group.size(); i++) {
      StoredSpans table = group.table(i);
      int row = group.row(i);
      int[] ids =
          known.computeIfAbsent(table, t -> new int[resources ? t.resources() : t.scopes()]);
      int number = resources ? table.resourceOf(row) : table.scopeOf(row);
      if (ids[number] == 0) {
        byte[] part = resources ? table.resource(number) : table.scope(number);
        ids[number] = dictionary.intern(part, 0, part.length) + 1;
      }
      scratch[i] = ids[number] - 1L;
    }
    PackedLongs.encode(scratch, group.size(), raw);
    ByteDictionary.View view = dictionary.view();
    raw.putVarint(view.size());
    for (int id = 0; id < view.size(); id++) {
      raw.putVarint(view.length(id));
    }
    raw.putBytes(view.bytes(), 0, view.start(view.size()));
    section(name);
  }

  private void attributes(GroupRows group) throws IOException {
    Map<StoredSpans, Integer> sizes = new IdentityHashMap<>();
    for (int i = 0; i < group.size(); i++) {
      sizes.merge(group.table(i), 1, Integer::sum);
    }
    AttributeColumns columns = new AttributeColumns(group.size());
    for (Map.Entry<StoredSpans, Integer> entry : sizes.entrySet()) {
      int[] rows = new int[entry.getValue()];
      int[] targets = new int[rows.length];
      int count = 0;
      for (int i = 0; i < group.size(); i++) {
        if (group.table(i).equals(entry.getKey())) {
          rows[count] = group.row(i);
          targets[count++] = i;
        }
      }
      entry.getKey().copyAttributes(rows, targets, columns);
    }
    for (Map.Entry<String, ColumnValues.Builder> column : columns.columns().entrySet()) {
      ColumnCodec.encode(column.getValue().build(), raw);
      section(GroupDirectory.ATTRIBUTE + column.getKey());
    }
  }
}
