package io.trivet.traces.block;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.Zstd;
import io.trivet.core.disk.CheckedFileWriter;
import io.trivet.traces.AttributeScope;
import io.trivet.traces.block.GroupDirectory.Section;
import io.trivet.traces.column.ByteDictionary;
import io.trivet.traces.column.ColumnCodec;
import io.trivet.traces.column.ColumnValues;
import io.trivet.traces.column.PackedLongs;
import io.trivet.traces.column.StoredSpans;
import java.io.IOException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/// Writes one row group: the spans of some traces, in their final order.
final class GroupWriter {
  /// A span to write: a row of one of the sources.
  record Place(StoredSpans table, int row) {}

  private final CheckedFileWriter file;
  private final Zstd zstd;
  private final BytesWriter raw = new BytesWriter(64 * 1024);
  private final BytesWriter compressed = new BytesWriter(64 * 1024);
  private Map<String, Section> sections = new LinkedHashMap<>();

  GroupWriter(CheckedFileWriter file, Zstd zstd) {
    this.file = file;
    this.zstd = zstd;
  }

  /// @param rowsOfTraces number of rows of each trace, in order
  GroupDirectory write(List<Place> places, int[] rowsOfTraces) throws IOException {
    sections = new LinkedHashMap<>();
    int rows = places.size();
    long[] numbers = new long[rows];
    for (int i = 0; i < rowsOfTraces.length; i++) {
      numbers[i] = rowsOfTraces[i];
    }
    PackedLongs.encode(numbers, rowsOfTraces.length, raw);
    section(GroupDirectory.ROWS);
    for (Place place : places) {
      raw.putLong(place.table.spanId(place.row));
    }
    section(GroupDirectory.IDS);
    parents(places, rowsOfTraces);
    long firstStart = starts(places, rowsOfTraces, numbers);
    long lastEnd = Long.MIN_VALUE;
    for (int i = 0; i < rows; i++) {
      Place place = places.get(i);
      numbers[i] = place.table.endNanos(place.row) - place.table.startNanos(place.row);
      lastEnd = Math.max(lastEnd, place.table.endNanos(place.row));
    }
    PackedLongs.encode(numbers, rows, raw);
    section(GroupDirectory.LENGTHS);
    for (Place place : places) {
      raw.putByte(place.table.kind(place.row) << 2 | place.table.status(place.row));
    }
    section(GroupDirectory.KINDS);
    column(GroupDirectory.NAME, places, StoredSpans::name);
    column(GroupDirectory.MESSAGE, places, StoredSpans::statusMessage);
    parts(GroupDirectory.RESOURCE, places, numbers, true);
    parts(GroupDirectory.SCOPE, places, numbers, false);
    for (int i = 0; i < rows; i++) {
      numbers[i] = places.get(i).table.restLength(places.get(i).row);
    }
    PackedLongs.encode(numbers, rows, raw);
    places.forEach(place -> place.table.rest(place.row, raw));
    section(GroupDirectory.REST);
    attributes(places);
    return new GroupDirectory(rows, rowsOfTraces.length, firstStart, lastEnd, sections);
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

  private void parents(List<Place> places, int[] rowsOfTraces) throws IOException {
    long[] positions = new long[places.size()];
    BytesWriter elsewhere = new BytesWriter();
    Map<Long, Integer> positionOf = new HashMap<>();
    int first = 0;
    for (int count : rowsOfTraces) {
      positionOf.clear();
      for (int i = 0; i < count; i++) {
        Place place = places.get(first + i);
        positionOf.putIfAbsent(place.table.spanId(place.row), i + 1);
      }
      for (int i = 0; i < count; i++) {
        Place place = places.get(first + i);
        long parent = place.table.parentSpanId(place.row);
        Integer position = positionOf.get(parent);
        if (parent == 0) {
          positions[first + i] = 0;
        } else if (position != null) {
          positions[first + i] = position;
        } else {
          positions[first + i] = count + 1L;
          elsewhere.putLong(parent);
        }
      }
      first += count;
    }
    PackedLongs.encode(positions, positions.length, raw);
    raw.putBytes(elsewhere.array(), 0, elsewhere.length());
    section(GroupDirectory.PARENTS);
  }

  /// Returns the smallest start.
  private long starts(List<Place> places, int[] rowsOfTraces, long[] scratch) throws IOException {
    long[] smallest = new long[rowsOfTraces.length];
    long firstOfAll = Long.MAX_VALUE;
    int first = 0;
    for (int trace = 0; trace < rowsOfTraces.length; trace++) {
      long min = Long.MAX_VALUE;
      for (int i = first; i < first + rowsOfTraces[trace]; i++) {
        scratch[i] = places.get(i).table.startNanos(places.get(i).row);
        min = Math.min(min, scratch[i]);
      }
      for (int i = first; i < first + rowsOfTraces[trace]; i++) {
        scratch[i] -= min;
      }
      smallest[trace] = min;
      firstOfAll = Math.min(firstOfAll, min);
      first += rowsOfTraces[trace];
    }
    PackedLongs.encode(smallest, smallest.length, raw);
    PackedLongs.encode(scratch, places.size(), raw);
    section(GroupDirectory.STARTS);
    return firstOfAll;
  }

  /// Which column of a table to write.
  private interface ColumnOf {
    ColumnValues of(StoredSpans table);
  }

  private void column(String name, List<Place> places, ColumnOf columnOf) throws IOException {
    ColumnValues.Builder builder = new ColumnValues.Builder(places.size());
    Map<StoredSpans, ColumnValues.Copier> copiers = new IdentityHashMap<>();
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      copiers
          .computeIfAbsent(place.table, table -> builder.copier(columnOf.of(table)))
          .copy(i, place.row);
    }
    ColumnCodec.encode(builder.build(), raw);
    section(name);
  }

  private void parts(String name, List<Place> places, long[] scratch, boolean resources)
      throws IOException {
    ByteDictionary dictionary = new ByteDictionary(16);
    Map<StoredSpans, int[]> known = new IdentityHashMap<>();
    for (int i = 0; i < places.size(); i++) {
      StoredSpans table = places.get(i).table;
      int row = places.get(i).row;
      int[] ids =
          known.computeIfAbsent(table, t -> new int[resources ? t.resources() : t.scopes()]);
      int number = resources ? table.resourceOf(row) : table.scopeOf(row);
      if (ids[number] == 0) {
        byte[] part = resources ? table.resource(number) : table.scope(number);
        ids[number] = dictionary.intern(part, 0, part.length) + 1;
      }
      scratch[i] = ids[number] - 1L;
    }
    PackedLongs.encode(scratch, places.size(), raw);
    ByteDictionary.View view = dictionary.view();
    raw.putVarint(view.size());
    for (int id = 0; id < view.size(); id++) {
      raw.putVarint(view.length(id));
    }
    raw.putBytes(view.bytes(), 0, view.start(view.size()));
    section(name);
  }

  private void attributes(List<Place> places) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    Map<StoredSpans, Boolean> tables = new IdentityHashMap<>();
    for (Place place : places) {
      if (tables.put(place.table, true) == null) {
        names.addAll(place.table.attributeNames(AttributeScope.SPAN));
      }
    }
    for (String name : names) {
      ColumnValues.Builder builder = new ColumnValues.Builder(places.size());
      Map<StoredSpans, ColumnValues> columns = new IdentityHashMap<>();
      Map<StoredSpans, ColumnValues.Copier> copiers = new IdentityHashMap<>();
      for (StoredSpans table : tables.keySet()) {
        ColumnValues column = table.attribute(AttributeScope.SPAN, name);
        if (column != null) {
          columns.put(table, column);
          copiers.put(table, builder.copier(column));
        }
      }
      boolean any = false;
      for (int i = 0; i < places.size(); i++) {
        Place place = places.get(i);
        ColumnValues column = columns.get(place.table);
        ColumnValues.Copier copier = copiers.get(place.table);
        if (column != null && copier != null && column.has(place.row)) {
          copier.copy(i, place.row);
          any = true;
        }
      }
      if (any) {
        ColumnCodec.encode(builder.build(), raw);
        section(GroupDirectory.ATTRIBUTE + name);
      }
    }
  }
}
