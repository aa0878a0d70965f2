package io.trivet.traces.column;

import io.trivet.core.codec.BytesWriter;
import io.trivet.traces.AttributeColumn;
import io.trivet.traces.ValueType;
import io.trivet.traces.otlp.AnyValues;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of one attribute over the rows of a table, decoded. Immutable once built; readable
/// from any thread.
///
/// Texts are kept as one byte array; complex values (arrays, lists, bytes, empty ones) as the
/// `AnyValue` messages they came in.
public final class ColumnValues implements AttributeColumn {
  /// Storage classes of a value, also on disk.
  static final byte NONE = 0;

  static final byte STRING = 1;
  static final byte INT = 2;
  static final byte DOUBLE = 3;
  static final byte BOOL = 4;
  static final byte COMPLEX = 5;

  final int rows;
  final byte[] kinds;

  /// For STRING and COMPLEX: position in their texts; -1 elsewhere.
  final int[] ids;

  /// For INT, DOUBLE (bits) and BOOL; null if there is none.
  final long @Nullable [] numbers;

  final Texts strings;
  final Texts complex;

  ColumnValues(
      int rows, byte[] kinds, int[] ids, long @Nullable [] numbers, Texts strings, Texts complex) {
    this.rows = rows;
    this.kinds = kinds;
    this.ids = ids;
    this.numbers = numbers;
    this.strings = strings;
    this.complex = complex;
  }

  /// Byte strings one after the other, seen as a list of texts which are decoded when asked for.
  static final class Texts extends AbstractList<String> {
    final byte[] bytes;
    final int[] starts;
    private final int size;
    private final @Nullable String[] decoded;

    Texts(byte[] bytes, int[] starts, int size) {
      this.bytes = bytes;
      this.starts = starts;
      this.size = size;
      this.decoded = new String[size];
    }

    @Override
    public String get(int index) {
      String text = decoded[index];
      if (text == null) {
        int start = starts[index];
        text = new String(bytes, start, starts[index + 1] - start, StandardCharsets.UTF_8);
        decoded[index] = text;
      }
      return text;
    }

    int length(int index) {
      return starts[index + 1] - starts[index];
    }

    @Override
    public int size() {
      return size;
    }
  }

  @Override
  public ValueType type(int row) {
    return switch (kinds[row]) {
      case STRING -> ValueType.STRING;
      case INT -> ValueType.INT;
      case DOUBLE -> ValueType.DOUBLE;
      case BOOL -> ValueType.BOOL;
      case COMPLEX -> complexType(ids[row]);
      default -> ValueType.NONE;
    };
  }

  /// Whether a row has a value.
  public boolean has(int row) {
    return kinds[row] != NONE;
  }

  private ValueType complexType(int id) {
    byte[] bytes = complex.bytes;
    int start = complex.starts[id];
    if (complex.length(id) > 0 && (bytes[start] & 0xff) == (7 << 3 | 2)) {
      return ValueType.BYTES;
    }
    Object value = AnyValues.decode(bytes, start, complex.length(id));
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      return ValueType.OTHER;
    }
    if (list.stream().allMatch(String.class::isInstance)) {
      return ValueType.STRING_ARRAY;
    }
    if (list.stream().allMatch(Long.class::isInstance)) {
      return ValueType.INT_ARRAY;
    }
    if (list.stream().allMatch(Double.class::isInstance)) {
      return ValueType.DOUBLE_ARRAY;
    }
    return list.stream().allMatch(Boolean.class::isInstance)
        ? ValueType.BOOL_ARRAY
        : ValueType.OTHER;
  }

  @Override
  public int stringId(int row) {
    return kinds[row] == STRING ? ids[row] : -1;
  }

  @Override
  public List<String> dictionary() {
    return strings;
  }

  @Override
  public long integer(int row) {
    return numbers == null ? 0 : numbers[row];
  }

  @Override
  public double floating(int row) {
    return numbers == null ? 0 : Double.longBitsToDouble(numbers[row]);
  }

  @Override
  public List<Object> elements(int row) {
    if (kinds[row] != COMPLEX) {
      return List.of();
    }
    int id = ids[row];
    Object value = AnyValues.decode(complex.bytes, complex.starts[id], complex.length(id));
    return value instanceof List<?> list ? List.copyOf(list) : List.of(value);
  }

  /// Approximate bytes in memory.
  public long memoryBytes() {
    return 100L
        + rows
        + 4L * ids.length
        + (numbers == null ? 0 : 8L * numbers.length)
        + strings.bytes.length
        + complex.bytes.length
        + 8L * (strings.size() + complex.size());
  }

  /// Appends the value of a row as a field 9 `KeyValue` of a span; nothing if the row has none.
  public void encode(int row, byte[] key, BytesWriter out, BytesWriter scratch) {
    byte kind = kinds[row];
    if (kind == NONE) {
      return;
    }
    scratch.clear();
    switch (kind) {
      case STRING -> bytesField(scratch, 1, strings, ids[row]);
      case INT -> {
        scratch.putByte(3 << 3);
        scratch.putVarint(integer(row));
      }
      case DOUBLE -> {
        scratch.putByte(4 << 3 | 1);
        scratch.putLong(integer(row));
      }
      case BOOL -> {
        scratch.putByte(2 << 3);
        scratch.putVarint(integer(row));
      }
      default ->
          scratch.putBytes(complex.bytes, complex.starts[ids[row]], complex.length(ids[row]));
    }
    TraceEncoder.keyValue(out, key, 0, key.length, scratch);
  }

  private static void bytesField(BytesWriter out, int field, Texts texts, int id) {
    out.putByte(field << 3 | 2);
    out.putVarint(texts.length(id));
    out.putBytes(texts.bytes, texts.starts[id], texts.length(id));
  }

  /// A column of one text for each group of rows: attributes of resources and scopes.
  ///
  /// @param groupOf group of each row
  /// @param groups attributes of each group
  public static @Nullable ColumnValues ofGroups(
      int rows, int[] groupOf, List<Map<String, Object>> groups, String name) {
    if (groups.stream().noneMatch(group -> group.containsKey(name))) {
      return null;
    }
    Builder builder = new Builder(rows);
    for (int row = 0; row < rows; row++) {
      Object value = groups.get(groupOf[row]).get(name);
      if (value != null) {
        builder.putObject(row, value);
      }
    }
    return builder.build();
  }

  /// Collects the values of a column in any order of rows. Owned by one thread.
  public static final class Builder {
    private final int rows;
    private final byte[] kinds;
    private final int[] ids;
    private long @Nullable [] numbers;
    private final TextsBuilder strings = new TextsBuilder();
    private final TextsBuilder complex = new TextsBuilder();

    /// Rows beyond what was put have no value.
    public Builder(int rows) {
      this.rows = rows;
      this.kinds = new byte[rows];
      this.ids = new int[rows];
      Arrays.fill(ids, -1);
    }

    /// Whether a value was put for a row.
    public boolean has(int row) {
      return kinds[row] != NONE;
    }

    public void putString(int row, byte[] bytes, int offset, int length) {
      kinds[row] = STRING;
      ids[row] = strings.intern(bytes, offset, length);
    }

    /// As [#putString], for a caller who numbers texts himself: equal numbers mean equal texts.
    public void putString(int row, int number, byte[] bytes, int offset, int length) {
      kinds[row] = STRING;
      ids[row] = strings.intern(number, bytes, offset, length);
    }

    /// An `AnyValue` message that is none of the simple types.
    public void putComplex(int row, byte[] bytes, int offset, int length) {
      kinds[row] = COMPLEX;
      ids[row] = complex.intern(bytes, offset, length);
    }

    public void putInteger(int row, long value) {
      putNumber(row, INT, value);
    }

    public void putDouble(int row, double value) {
      putNumber(row, DOUBLE, Double.doubleToRawLongBits(value));
    }

    public void putBoolean(int row, boolean value) {
      putNumber(row, BOOL, value ? 1 : 0);
    }

    private void putNumber(int row, byte kind, long value) {
      kinds[row] = kind;
      if (numbers == null) {
        numbers = new long[rows];
      }
      numbers[row] = value;
    }

    void putObject(int row, Object value) {
      switch (value) {
        case String text -> {
          byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
          putString(row, utf8, 0, utf8.length);
        }
        case Long number -> putInteger(row, number);
        case Double number -> putDouble(row, number);
        case Boolean flag -> putBoolean(row, flag);
        default -> {
          BytesWriter out = new BytesWriter();
          AnyValues.encode(value, out);
          putComplex(row, out.array(), 0, out.length());
        }
      }
    }

    /// Copies values of another column, each distinct text of it looked up once.
    public Copier copier(ColumnValues from) {
      return new Copier(this, from);
    }

    public ColumnValues build() {
      return new ColumnValues(rows, kinds, ids, numbers, strings.build(), complex.build());
    }
  }

  /// Copies rows of one column into a builder. Owned by one thread.
  public static final class Copier {
    private final Builder into;
    private final ColumnValues from;

    /// Number in the builder of each text of the column, plus 1; 0 if it was not met yet.
    private final int[] strings;

    private final int[] complex;

    private Copier(Builder into, ColumnValues from) {
      this.into = into;
      this.from = from;
      this.strings = new int[from.strings.size()];
      this.complex = new int[from.complex.size()];
    }

    public void copy(int row, int fromRow) {
      byte kind = from.kinds[fromRow];
      into.kinds[row] = kind;
      switch (kind) {
        case STRING -> into.ids[row] = id(from.strings, strings, into.strings, from.ids[fromRow]);
        case COMPLEX -> into.ids[row] = id(from.complex, complex, into.complex, from.ids[fromRow]);
        case NONE -> {}
        default -> into.putNumber(row, kind, from.integer(fromRow));
      }
    }

    private static int id(Texts texts, int[] known, TextsBuilder builder, int id) {
      int number = known[id];
      if (number == 0) {
        number = builder.intern(texts.bytes, texts.starts[id], texts.length(id)) + 1;
        known[id] = number;
      }
      return number - 1;
    }
  }

  /// Numbers distinct byte strings; a map of their content, or of the caller's own numbers.
  private static final class TextsBuilder {
    private @Nullable ByteDictionary dictionary;

    /// Open hash table of the caller's numbers, plus 1, and the position of each.
    private int[] numbers = {};

    private int[] positions = {};

    private BytesWriter bytes = new BytesWriter(64);
    private int[] starts = new int[8];
    private int size;

    int intern(byte[] source, int offset, int length) {
      ByteDictionary index = dictionary;
      if (index == null) {
        index = new ByteDictionary(16);
        dictionary = index;
      }
      int id = index.intern(source, offset, length);
      if (id == size) {
        append(source, offset, length);
      }
      return id;
    }

    int intern(int number, byte[] source, int offset, int length) {
      if (2 * size >= numbers.length) {
        grow();
      }
      int slot = slot(number);
      if (numbers[slot] == 0) {
        numbers[slot] = number + 1;
        positions[slot] = size;
        append(source, offset, length);
      }
      return positions[slot];
    }

    private int slot(int number) {
      int mask = numbers.length - 1;
      int slot = (number * 0x9e3779b9 >>> 7) & mask;
      while (numbers[slot] != 0 && numbers[slot] != number + 1) {
        slot = slot + 1 & mask;
      }
      return slot;
    }

    private void grow() {
      int[] oldNumbers = numbers;
      int[] oldPositions = positions;
      numbers = new int[Math.max(16, 2 * oldNumbers.length)];
      positions = new int[numbers.length];
      for (int i = 0; i < oldNumbers.length; i++) {
        if (oldNumbers[i] != 0) {
          int slot = slot(oldNumbers[i] - 1);
          numbers[slot] = oldNumbers[i];
          positions[slot] = oldPositions[i];
        }
      }
    }

    private void append(byte[] source, int offset, int length) {
      bytes.putBytes(source, offset, length);
      size++;
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, 2 * size);
      }
      starts[size] = bytes.length();
    }

    Texts build() {
      return new Texts(bytes.toByteArray(), starts, size);
    }
  }
}
