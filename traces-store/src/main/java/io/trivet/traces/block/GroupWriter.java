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
import java.util.Arrays;
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

  /// Loops stand in methods of their own, and the encoding of what they gathered is called from
  /// here, which is no loop: the compiler would put all of it into one large method, whose
  /// compilation took as long as writing a hundred thousand spans.
  GroupDirectory write(GroupRows group) throws IOException {
    sections = new LinkedHashMap<>();
    int rows = group.size();
    long[] numbers = new long[rows];
    counts(group, numbers);
    PackedLongs.encode(numbers, group.traces(), raw);
    section(GroupDirectory.ROWS);
    long[] spanIds = new long[rows];
    ids(group, spanIds);
    section(GroupDirectory.IDS);
    BytesWriter elsewhere = new BytesWriter();
    parents(group, spanIds, numbers, elsewhere);
    PackedLongs.encode(numbers, rows, raw);
    raw.putBytes(elsewhere.array(), 0, elsewhere.length());
    section(GroupDirectory.PARENTS);
    long[] smallest = new long[group.traces()];
    long firstStart = starts(group, smallest, numbers);
    PackedLongs.encode(smallest, smallest.length, raw);
    PackedLongs.encode(numbers, rows, raw);
    section(GroupDirectory.STARTS);
    long lastEnd = lengths(group, numbers);
    PackedLongs.encode(numbers, rows, raw);
    section(GroupDirectory.LENGTHS);
    kinds(group);
    section(GroupDirectory.KINDS);
    ColumnCodec.encode(column(group, StoredSpans::name), raw);
    section(GroupDirectory.NAME);
    ColumnCodec.encode(column(group, StoredSpans::statusMessage), raw);
    section(GroupDirectory.MESSAGE);
    parts(GroupDirectory.RESOURCE, group, numbers, true);
    parts(GroupDirectory.SCOPE, group, numbers, false);
    restLengths(group, numbers);
    PackedLongs.encode(numbers, rows, raw);
    rest(group);
    section(GroupDirectory.REST);
    attributes(group);
    return new GroupDirectory(rows, group.traces(), firstStart, lastEnd, sections);
  }

  private static void counts(GroupRows group, long[] into) {
    for (int i = 0; i < group.traces(); i++) {
      into[i] = group.count(i);
    }
  }

  private void ids(GroupRows group, long[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = group.table(i).spanId(group.row(i));
      raw.putLong(into[i]);
    }
  }

  /// Returns the last end.
  private static long lengths(GroupRows group, long[] into) {
    long lastEnd = Long.MIN_VALUE;
    for (int i = 0; i < into.length; i++) {
      long end = group.table(i).endNanos(group.row(i));
      into[i] = end - group.table(i).startNanos(group.row(i));
      lastEnd = Math.max(lastEnd, end);
    }
    return lastEnd;
  }

  private void kinds(GroupRows group) {
    for (int i = 0; i < group.size(); i++) {
      StoredSpans table = group.table(i);
      raw.putByte(table.kind(group.row(i)) << 2 | table.status(group.row(i)));
    }
  }

  private static void restLengths(GroupRows group, long[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = group.table(i).restLength(group.row(i));
    }
  }

  private void rest(GroupRows group) {
    for (int i = 0; i < group.size(); i++) {
      group.table(i).rest(group.row(i), raw);
    }
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
  private static void parents(
      GroupRows group, long[] spanIds, long[] positions, BytesWriter elsewhere) {
    Arrays.fill(positions, 0);
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
  ///
  /// @param smallest of each trace
  /// @param starts of each span, from the smallest of its trace
  private static long starts(GroupRows group, long[] smallest, long[] starts) {
    long firstOfAll = Long.MAX_VALUE;
    int first = 0;
    for (int trace = 0; trace < group.traces(); trace++) {
      int end = first + group.count(trace);
      long min = Long.MAX_VALUE;
      for (int i = first; i < end; i++) {
        starts[i] = group.table(i).startNanos(group.row(i));
        min = Math.min(min, starts[i]);
      }
      for (int i = first; i < end; i++) {
        starts[i] -= min;
      }
      smallest[trace] = min;
      firstOfAll = Math.min(firstOfAll, min);
      first = end;
    }
    return firstOfAll;
  }

  /// Which column of a table to write.
  private interface ColumnOf {
    ColumnValues of(StoredSpans table);
  }

  private static ColumnValues column(GroupRows group, ColumnOf columnOf) {
    ColumnValues.Builder builder = new ColumnValues.Builder(group.size());
    Map<StoredSpans, ColumnValues.Copier> copiers = new IdentityHashMap<>();
    for (int i = 0; i < group.size(); i++) {
      copiers
          .computeIfAbsent(group.table(i), table -> builder.copier(columnOf.of(table)))
          .copy(i, group.row(i));
    }
    return builder.build();
  }

  private void parts(String name, GroupRows group, long[] numbers, boolean resources)
      throws IOException {
    ByteDictionary.View view = parts(group, numbers, resources);
    PackedLongs.encode(numbers, group.size(), raw);
    texts(view);
    section(name);
  }

  private static ByteDictionary.View parts(GroupRows group, long[] numbers, boolean resources) {
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
      numbers[i] = ids[number] - 1L;
    }
    return dictionary.view();
  }

  private void texts(ByteDictionary.View view) {
    raw.putVarint(view.size());
    for (int id = 0; id < view.size(); id++) {
      raw.putVarint(view.length(id));
    }
    raw.putBytes(view.bytes(), 0, view.start(view.size()));
  }

  private void attributes(GroupRows group) throws IOException {
    Map<StoredSpans, Integer> sizes = new IdentityHashMap<>();
    for (int i = 0; i < group.size(); i++) {
      sizes.merge(group.table(i), 1, Integer::sum);
    }
    AttributeColumns columns = new AttributeColumns(group.size());
    sizes.forEach((table, count) -> attributes(group, table, count, columns));
    for (Map.Entry<String, ColumnValues.Builder> column : columns.columns().entrySet()) {
      ColumnCodec.encode(column.getValue().build(), raw);
      section(GroupDirectory.ATTRIBUTE + column.getKey());
    }
  }

  private static void attributes(
      GroupRows group, StoredSpans table, int size, AttributeColumns columns) {
    int[] rows = new int[size];
    int[] targets = new int[size];
    int count = 0;
    for (int i = 0; i < group.size(); i++) {
      if (group.table(i).equals(table)) {
        rows[count] = group.row(i);
        targets[count++] = i;
      }
    }
    table.copyAttributes(rows, targets, columns);
  }
}
