package io.trivet.traces.block;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.traces.AttributeScope;
import io.trivet.traces.SpanEvent;
import io.trivet.traces.SpanLink;
import io.trivet.traces.block.SectionCache.Decoded;
import io.trivet.traces.column.ByteDictionary;
import io.trivet.traces.column.ColumnCodec;
import io.trivet.traces.column.ColumnValues;
import io.trivet.traces.column.PackedLongs;
import io.trivet.traces.column.SpanParts;
import io.trivet.traces.column.StoredSpans;
import io.trivet.traces.column.TraceRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One row group of a block as a table, for one reader. Sections are read and decoded when first
/// asked for and kept by the reader, so that the inner loops do not go through the cache for each
/// row.
///
/// A section that cannot be read makes the query fail with [ErrorKind#INTERNAL]; the message names
/// the block.
final class RowGroup implements StoredSpans {
  private final TraceBlock block;
  private final int number;
  private final GroupDirectory directory;
  private final int firstTrace;
  private @Nullable TraceRows traceRows;
  private long @Nullable [] ids;
  private long @Nullable [] parents;
  private long @Nullable [] starts;
  private long @Nullable [] lengths;
  private byte @Nullable [] kinds;
  private @Nullable Rest rest;
  private @Nullable Parts resourceParts;
  private @Nullable Parts scopeParts;

  /// @param firstTrace position of its first trace in the index of the block
  RowGroup(TraceBlock block, int number, GroupDirectory directory, int firstTrace) {
    this.block = block;
    this.number = number;
    this.directory = directory;
    this.firstTrace = firstTrace;
  }

  int number() {
    return number;
  }

  private interface Decoder {
    Decoded decode(BytesReader in);
  }

  private Object section(String name, Decoder decoder) {
    try {
      return block.section(number, directory, name, decoder::decode);
    } catch (IOException e) {
      throw new TrivetException(
          ErrorKind.INTERNAL,
          "block "
              + block.meta().ulid()
              + " cannot be read: section "
              + name
              + " of group "
              + number,
          e);
    }
  }

  private TraceRows traceRows() {
    TraceRows known = traceRows;
    if (known == null) {
      known =
          (TraceRows)
              section(
                  GroupDirectory.ROWS,
                  in -> new Decoded(new TraceRows(traceOf(in), size(), traces()), 12L * size()));
      traceRows = known;
    }
    return known;
  }

  private int[] traceOf(BytesReader in) {
    int[] counts = PackedLongs.decodeInts(in, directory.traces());
    int[] traceOf = new int[size()];
    int row = 0;
    for (int trace = 0; trace < counts.length; trace++) {
      for (int i = 0; i < counts[trace]; i++) {
        traceOf[row++] = trace;
      }
    }
    return traceOf;
  }

  @Override
  public int size() {
    return directory.rows();
  }

  @Override
  public int traces() {
    return directory.traces();
  }

  @Override
  public int traceOf(int row) {
    return traceRows().traceOf(row);
  }

  @Override
  public int[] rowsOf(int trace) {
    return traceRows().rowsOf(trace);
  }

  @Override
  public long traceIdHigh(int trace) {
    return block.traceHigh(firstTrace + trace);
  }

  @Override
  public long traceIdLow(int trace) {
    return block.traceLow(firstTrace + trace);
  }

  @Override
  public long traceStartNanos(int trace) {
    return traceRows().min(trace, starts());
  }

  @Override
  public long traceEndNanos(int trace) {
    long max = Long.MIN_VALUE;
    for (int row : rowsOf(trace)) {
      max = Math.max(max, endNanos(row));
    }
    return max;
  }

  private long[] longs(String name, Decoder decoder) {
    return (long[]) section(name, decoder);
  }

  @Override
  public long spanId(int row) {
    return ids()[row];
  }

  private long[] ids() {
    long[] known = ids;
    if (known == null) {
      known = longs(GroupDirectory.IDS, this::decodeIds);
      ids = known;
    }
    return known;
  }

  private Decoded decodeIds(BytesReader in) {
    long[] values = new long[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.getLong();
    }
    return new Decoded(values, 8L * values.length);
  }

  @Override
  public long parentSpanId(int row) {
    long[] known = parents;
    if (known == null) {
      known = longs(GroupDirectory.PARENTS, this::decodeParents);
      parents = known;
    }
    return known[row];
  }

  private Decoded decodeParents(BytesReader in) {
    int[] positions = PackedLongs.decodeInts(in, size());
    long[] ofRows = ids();
    long[] values = new long[size()];
    TraceRows grouped = traceRows();
    int first = 0;
    for (int trace = 0; trace < traces(); trace++) {
      int count = grouped.count(trace);
      for (int row = first; row < first + count; row++) {
        int position = positions[row];
        values[row] =
            position == 0 ? 0 : position <= count ? ofRows[first + position - 1] : in.getLong();
      }
      first += count;
    }
    return new Decoded(values, 8L * values.length);
  }

  private long[] starts() {
    long[] known = starts;
    if (known == null) {
      known = longs(GroupDirectory.STARTS, this::decodeStarts);
      starts = known;
    }
    return known;
  }

  private Decoded decodeStarts(BytesReader in) {
    long[] smallest = PackedLongs.decode(in, traces());
    long[] values = PackedLongs.decode(in, size());
    TraceRows grouped = traceRows();
    for (int row = 0; row < values.length; row++) {
      values[row] += smallest[grouped.traceOf(row)];
    }
    return new Decoded(values, 8L * values.length);
  }

  private long[] lengths() {
    long[] known = lengths;
    if (known == null) {
      known =
          longs(
              GroupDirectory.LENGTHS,
              in -> new Decoded(PackedLongs.decode(in, size()), 8L * size()));
      lengths = known;
    }
    return known;
  }

  @Override
  public long startNanos(int row) {
    return starts()[row];
  }

  @Override
  public long endNanos(int row) {
    return starts()[row] + lengths()[row];
  }

  @Override
  public long durationNanos(int row) {
    return Math.max(0, lengths()[row]);
  }

  private byte[] kinds() {
    byte[] known = kinds;
    if (known == null) {
      known = (byte[]) section(GroupDirectory.KINDS, this::decodeKinds);
      kinds = known;
    }
    return known;
  }

  private Decoded decodeKinds(BytesReader in) {
    byte[] values = new byte[size()];
    in.getBytes(values, 0, values.length);
    return new Decoded(values, values.length);
  }

  @Override
  public int kind(int row) {
    return kinds()[row] >> 2;
  }

  @Override
  public int status(int row) {
    return kinds()[row] & 3;
  }

  private ColumnValues column(String name) {
    return (ColumnValues)
        section(
            name,
            in -> {
              ColumnValues column = ColumnCodec.decode(in, size());
              return new Decoded(column, column.memoryBytes());
            });
  }

  @Override
  public ColumnValues name() {
    return column(GroupDirectory.NAME);
  }

  @Override
  public ColumnValues statusMessage() {
    return column(GroupDirectory.MESSAGE);
  }

  /// Resources or scopes of a group: the dictionary and the position of each row.
  private record Parts(ByteDictionary.View dictionary, int[] partOf, SpanParts columns) {}

  private Parts resourceParts() {
    Parts known = resourceParts;
    if (known == null) {
      known = (Parts) section(GroupDirectory.RESOURCE, in -> decodeParts(in, true));
      resourceParts = known;
    }
    return known;
  }

  private Parts scopeParts() {
    Parts known = scopeParts;
    if (known == null) {
      known = (Parts) section(GroupDirectory.SCOPE, in -> decodeParts(in, false));
      scopeParts = known;
    }
    return known;
  }

  private Decoded decodeParts(BytesReader in, boolean resources) {
    int[] partOf = PackedLongs.decodeInts(in, size());
    int count = in.getLength(in.remaining());
    int[] begin = new int[count + 1];
    for (int i = 0; i < count; i++) {
      begin[i + 1] = Math.addExact(begin[i], in.getLength(Integer.MAX_VALUE));
    }
    byte[] bytes = new byte[begin[count]];
    in.getBytes(bytes, 0, bytes.length);
    ByteDictionary.View view = new ByteDictionary.View(bytes, begin, count);
    SpanParts columns = resources ? SpanParts.resources(view) : SpanParts.scopes(view);
    // Columns made of it count too: a guess of four for each row.
    return new Decoded(new Parts(view, partOf, columns), 25L * size() + bytes.length);
  }

  @Override
  public ColumnValues scopeName() {
    Parts scopes = scopeParts();
    return scopes.columns.column(SpanParts.SCOPE_NAME, scopes.partOf, size());
  }

  @Override
  public ColumnValues scopeVersion() {
    Parts scopes = scopeParts();
    return scopes.columns.column(SpanParts.SCOPE_VERSION, scopes.partOf, size());
  }

  @Override
  public @Nullable ColumnValues attribute(AttributeScope scope, String attribute) {
    return switch (scope) {
      case SPAN -> {
        String section = GroupDirectory.ATTRIBUTE + attribute;
        yield directory.sections().containsKey(section) ? column(section) : null;
      }
      case RESOURCE -> {
        Parts resources = resourceParts();
        yield resources.columns.attribute(attribute, resources.partOf, size());
      }
      case INSTRUMENTATION -> {
        Parts scopes = scopeParts();
        yield scopes.columns.attribute(attribute, scopes.partOf, size());
      }
      case EVENT, LINK -> null;
    };
  }

  @Override
  public Set<String> attributeNames(AttributeScope scope) {
    return switch (scope) {
      case RESOURCE -> resourceParts().columns.names();
      case INSTRUMENTATION -> scopeParts().columns.names();
      case SPAN -> {
        Set<String> names = new TreeSet<>();
        for (String section : directory.sections().keySet()) {
          if (section.startsWith(GroupDirectory.ATTRIBUTE)) {
            names.add(section.substring(1));
          }
        }
        yield names;
      }
      case EVENT -> SpanParts.eventAttributeNames(this);
      case LINK -> SpanParts.linkAttributeNames(this);
    };
  }

  /// The rest of all rows: where each begins, and the bytes.
  private record Rest(int[] starts, byte[] bytes) {}

  private Rest rest() {
    Rest known = rest;
    if (known == null) {
      known = (Rest) section(GroupDirectory.REST, this::decodeRest);
      rest = known;
    }
    return known;
  }

  private Decoded decodeRest(BytesReader in) {
    int[] counts = PackedLongs.decodeInts(in, size());
    int[] begin = new int[size() + 1];
    for (int i = 0; i < counts.length; i++) {
      begin[i + 1] = Math.addExact(begin[i], counts[i]);
    }
    byte[] bytes = new byte[begin[size()]];
    in.getBytes(bytes, 0, bytes.length);
    return new Decoded(new Rest(begin, bytes), 4L * size() + bytes.length);
  }

  @Override
  public List<SpanEvent> events(int row) {
    Rest all = rest();
    return SpanParts.events(all.bytes, all.starts[row], restLength(row));
  }

  @Override
  public List<SpanLink> links(int row) {
    Rest all = rest();
    return SpanParts.links(all.bytes, all.starts[row], restLength(row));
  }

  @Override
  public boolean hasEvents() {
    return rest().bytes.length > 0;
  }

  @Override
  public boolean hasLinks() {
    return rest().bytes.length > 0;
  }

  @Override
  public String nameText(int row) {
    return text(name(), row);
  }

  @Override
  public String statusMessageText(int row) {
    return text(statusMessage(), row);
  }

  private static String text(ColumnValues column, int row) {
    int id = column.stringId(row);
    return id < 0 ? "" : column.dictionary().get(id);
  }

  @Override
  public int resourceOf(int row) {
    return resourceParts().partOf[row];
  }

  @Override
  public int resources() {
    return resourceParts().dictionary.size();
  }

  @Override
  public byte[] resource(int resource) {
    return resourceParts().dictionary.copy(resource);
  }

  @Override
  public int scopeOf(int row) {
    return scopeParts().partOf[row];
  }

  @Override
  public int scopes() {
    return scopeParts().dictionary.size();
  }

  @Override
  public byte[] scope(int scope) {
    return scopeParts().dictionary.copy(scope);
  }

  @Override
  public void attributes(int row, BytesWriter out) {
    BytesWriter scratch = new BytesWriter(64);
    for (Map.Entry<String, GroupDirectory.Section> section : directory.sections().entrySet()) {
      if (section.getKey().startsWith(GroupDirectory.ATTRIBUTE)) {
        byte[] key = section.getKey().substring(1).getBytes(StandardCharsets.UTF_8);
        column(section.getKey()).encode(row, key, out, scratch);
      }
    }
  }

  @Override
  public void rest(int row, BytesWriter out) {
    Rest all = rest();
    out.putBytes(all.bytes, all.starts[row], restLength(row));
  }

  @Override
  public int restLength(int row) {
    Rest all = rest();
    return all.starts[row + 1] - all.starts[row];
  }
}
