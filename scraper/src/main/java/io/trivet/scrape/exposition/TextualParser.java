package io.trivet.scrape.exposition;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.histogram.NativeHistogram;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the two text formats share: a cursor with lexical states over the bytes, label lists as
/// offsets, and errors which show the offending bytes the way Prometheus does.
///
/// A subclass has one method [#token] that reads the token at the cursor and moves to the lexical
/// state after it, and a parser of lines on top. Positions: `entryStart <= tokenStart <= at`; `at`
/// is behind the token, or at the byte that fits no token.
abstract class TextualParser implements ExpositionParser {
  static final int NAME_START = 1;
  static final int NAME = 2;
  static final int LABEL_START = 4;
  static final int LABEL = 8;
  private static final byte[] CLASSES = new byte[256];

  static {
    for (int c = 0; c < 128; c++) {
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
      boolean digit = c >= '0' && c <= '9';
      CLASSES[c] =
          (byte)
              ((letter || c == ':' ? NAME_START : 0)
                  | (letter || digit || c == ':' ? NAME : 0)
                  | (letter ? LABEL_START : 0)
                  | (letter || digit ? LABEL : 0));
    }
  }

  /// Tokens, with the names Prometheus gives them in errors.
  enum Token {
    INVALID("INVALID"),
    EOF("EOF"),
    LINEBREAK("LINEBREAK"),
    HELP("HELP"),
    TYPE("TYPE"),
    UNIT("UNIT"),
    EOF_WORD("EOFWORD"),
    TEXT("TEXT"),
    COMMENT("COMMENT"),
    METRIC_NAME("MNAME"),
    QUOTED("QSTRING"),
    BRACE_OPEN("BOPEN"),
    BRACE_CLOSE("BCLOSE"),
    LABEL_NAME("LNAME"),
    LABEL_VALUE("LVALUE"),
    COMMA("COMMA"),
    EQUAL("EQUAL"),
    TIMESTAMP("TIMESTAMP"),
    VALUE("VALUE");

    final String text;

    Token(String text) {
      this.text = text;
    }
  }

  /// Lexical states.
  enum State {
    INIT,
    METADATA_NAME,
    METADATA_TEXT,
    LABELS,
    LABEL_VALUE,
    VALUE,
    TIMESTAMP,
    EXEMPLAR_LABELS,
    EXEMPLAR_LABEL_VALUE,
    EXEMPLAR_VALUE,
    EXEMPLAR_TIMESTAMP
  }

  /// A list of labels as offsets: name start, name end, value start, value end.
  static final class Offsets {
    int[] at = new int[64];
    int size;
    int nameStart;
    int nameEnd;

    void clear() {
      size = 0;
      nameStart = -1;
      nameEnd = -1;
    }

    void add(int nameFrom, int nameTo, int valueFrom, int valueTo) {
      if (size == at.length) {
        at = Arrays.copyOf(at, 2 * size);
      }
      at[size++] = nameFrom;
      at[size++] = nameTo;
      at[size++] = valueFrom;
      at[size++] = valueTo;
    }
  }

  final byte[] bytes;
  final int end;
  State state = State.INIT;
  int entryStart;
  int tokenStart;
  int at;

  final Offsets series = new Offsets();
  final Offsets exemplar = new Offsets();
  boolean hasExemplar;
  boolean hasExemplarTimestamp;
  long exemplarTimestampMs;
  double exemplarValue;

  double value;
  boolean hasTimestamp;
  long timestampMs;
  MetricType type = MetricType.UNKNOWN;
  int familyStart;
  int familyEnd;
  int textStart;
  int textEnd;

  private final SeriesHash hash = new SeriesHash();
  private final Slice family = new Slice();
  private final Slice text = new Slice();

  TextualParser(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  abstract Token token();

  /// Reads what follows the series of a sample.
  ///
  /// @param after the token behind the series
  abstract Entry sample(Token after, int seriesEnd);

  /// Reads a sample whose name stands before its labels, up to the cursor.
  final Entry namedSample(int nameStart) {
    series.clear();
    series.nameStart = nameStart;
    series.nameEnd = at;
    int seriesEnd = at;
    Token after = token();
    if (after == Token.BRACE_OPEN) {
      labelList(series, true);
      seriesEnd = at;
      after = token();
    }
    return sample(after, seriesEnd);
  }

  /// Reads a sample that began with a brace: the name is one of its labels.
  final Entry bracedSample() {
    series.clear();
    labelList(series, true);
    int seriesEnd = at;
    return sample(token(), seriesEnd);
  }

  /// Reads the labels between braces, the opening one already read.
  void labelList(Offsets into, boolean metricNameAllowed) {
    Token token = token();
    while (token != Token.BRACE_CLOSE) {
      if (token != Token.LABEL_NAME && token != Token.QUOTED) {
        throw unexpected("expected label name", token);
      }
      boolean quoted = token == Token.QUOTED;
      int nameFrom = tokenStart + (quoted ? 1 : 0);
      int nameTo = at - (quoted ? 1 : 0);
      if (quoted && !Utf8.isValid(bytes, nameFrom, nameTo)) {
        throw new ExpositionException("invalid UTF-8 name: " + quoteToken());
      }
      token = token();
      if (quoted && metricNameAllowed && (token == Token.COMMA || token == Token.BRACE_CLOSE)) {
        if (into.nameStart >= 0) {
          throw new ExpositionException("metric name already set while parsing: " + quoteEntry());
        }
        into.nameStart = nameFrom;
        into.nameEnd = nameTo;
        token = token == Token.COMMA ? token() : token;
        continue;
      }
      if (token != Token.EQUAL) {
        throw unexpected("expected equal", token);
      }
      token = token();
      if (token != Token.LABEL_VALUE) {
        throw unexpected("expected label value", token);
      }
      if (!Utf8.isValid(bytes, tokenStart, at)) {
        throw new ExpositionException("invalid UTF-8 label value: " + quoteToken());
      }
      if (into.size >= 4 * MAX_LABELS) {
        throw new ExpositionException("more than " + MAX_LABELS + " labels");
      }
      into.add(nameFrom, nameTo, tokenStart + 1, at - 1);
      token = token();
      token = token == Token.COMMA ? token() : token;
    }
  }

  /// The float in a range of bytes.
  double number(int from, int to) {
    try {
      return FloatText.parse(bytes, from, to);
    } catch (ExpositionException e) {
      throw new ExpositionException(e.reason() + " while parsing: " + quoteEntry());
    }
  }

  ExpositionException unexpected(String expected, Token got) {
    int shown = Math.min(end, at + 1);
    return new ExpositionException(
        expected
            + ", got "
            + GoText.quote(bytes, tokenStart, shown)
            + " (\""
            + got.text
            + "\") while parsing: "
            + GoText.quote(bytes, entryStart, shown));
  }

  /// The entry up to the cursor.
  String quoteEntry() {
    return GoText.quote(bytes, entryStart, at);
  }

  private String quoteToken() {
    return GoText.quote(bytes, tokenStart, at);
  }

  static boolean is(int flag, byte c) {
    return (CLASSES[c & 0xff] & flag) != 0;
  }

  /// Takes the bytes of a class at the cursor.
  Token run(int flag, Token token, State then) {
    int i = at + 1;
    while (i < end && is(flag, bytes[i])) {
      i++;
    }
    at = i;
    state = then;
    return token;
  }

  Token one(Token token, State then) {
    at++;
    state = then;
    return token;
  }

  /// Takes the quoted text at the cursor; a backslash protects the byte after it.
  Token quoted(boolean newlineEnds, Token token, State then) {
    int i = at + 1;
    while (i < end) {
      byte c = bytes[i];
      if (c == '"') {
        at = i + 1;
        state = then;
        return token;
      }
      if (c == '\n' && newlineEnds) {
        break;
      }
      i += c == '\\' ? 2 : 1;
    }
    at = Math.min(i, end);
    return Token.INVALID;
  }

  /// The series is `bytes[entryStart, to)`.
  void hashSeries(int to) {
    // The type before a series decides how its `le` or `quantile` is spelled.
    boolean spells = type == MetricType.HISTOGRAM || type == MetricType.SUMMARY;
    hash.reset(spells ? type.seed() : 0);
    hash.add(bytes, entryStart, to);
  }

  @Override
  public final long keyHigh() {
    return hash.high();
  }

  @Override
  public final long keyLow() {
    return hash.low();
  }

  @Override
  public final @Nullable String labels(LabelsBuilder into) {
    into.reset(Labels.EMPTY);
    into.set(Labels.METRIC_NAME, decode(series.nameStart, series.nameEnd));
    String twice = labels(series, into, true);
    return removeEmptied(into) ? repeated() : twice;
  }

  /// Removes the labels which are also given with an empty value: that takes them away wherever it
  /// stands.
  private boolean removeEmptied(LabelsBuilder from) {
    boolean any = false;
    for (int i = 0; i < series.size; i += 4) {
      if (series.at[i + 2] == series.at[i + 3]) {
        from.remove(decode(series.at[i], series.at[i + 1]));
        any = true;
      }
    }
    return any;
  }

  /// The last name that is given twice without being taken away.
  private @Nullable String repeated() {
    String twice = null;
    Set<String> names = new HashSet<>();
    for (int i = 0; i < series.size; i += 4) {
      String name = decode(series.at[i], series.at[i + 1]);
      if (!hasEmptyLabel(name) && !names.add(name)) {
        twice = name;
      }
    }
    return twice;
  }

  private @Nullable String labels(Offsets offsets, LabelsBuilder into, boolean spell) {
    String twice = null;
    for (int i = 0; i < offsets.size; i += 4) {
      String name = decode(offsets.at[i], offsets.at[i + 1]);
      String label = decode(offsets.at[i + 2], offsets.at[i + 3]);
      if (!into.get(name).isEmpty()) {
        twice = name;
      }
      if (!label.isEmpty()) {
        into.set(name, spell ? spelled(name, label) : label);
      }
    }
    return twice;
  }

  @Override
  public final boolean hasEmptyLabel(String name) {
    for (int i = 0; i < series.size; i += 4) {
      if (series.at[i + 2] == series.at[i + 3]
          && decode(series.at[i], series.at[i + 1]).equals(name)) {
        return true;
      }
    }
    return false;
  }

  /// Value of a label of the series as it was written, "" when absent.
  final String rawLabel(String name) {
    for (int i = 0; i < series.size; i += 4) {
      if (decode(series.at[i], series.at[i + 1]).equals(name)) {
        return decode(series.at[i + 2], series.at[i + 3]);
      }
    }
    return "";
  }

  private String spelled(String name, String label) {
    boolean isNumber =
        type == MetricType.HISTOGRAM && name.equals("le")
            || type == MetricType.SUMMARY && name.equals("quantile");
    if (!isNumber) {
      return label;
    }
    byte[] raw = label.getBytes(StandardCharsets.UTF_8);
    try {
      return GoText.openMetricsFloat(FloatText.parse(raw, 0, raw.length));
    } catch (ExpositionException e) {
      return label; // no number: stays as it is
    }
  }

  @Override
  public final double value() {
    return value;
  }

  @Override
  public final NativeHistogram histogram() {
    throw new IllegalStateException("text formats have no native histograms");
  }

  @Override
  public final boolean hasTimestamp() {
    return hasTimestamp;
  }

  @Override
  public final long timestampMs() {
    return timestampMs;
  }

  @Override
  public final int exemplars() {
    return hasExemplar ? 1 : 0;
  }

  @Override
  public final Exemplar exemplar(int index, long defaultTimestampMs) {
    LabelsBuilder builder = new LabelsBuilder();
    labels(exemplar, builder, false);
    return new Exemplar(
        builder.build(),
        exemplarValue,
        hasExemplarTimestamp ? exemplarTimestampMs : defaultTimestampMs);
  }

  @Override
  public final Slice family() {
    return family.set(bytes, familyStart, familyEnd);
  }

  @Override
  public final Slice text() {
    return text.set(bytes, textStart, textEnd);
  }

  @Override
  public final MetricType type() {
    return type;
  }

  @Override
  public final String help() {
    return decode(textStart, textEnd, helpEscapesQuotes());
  }

  abstract boolean helpEscapesQuotes();

  private String decode(int from, int to) {
    return decode(from, to, true);
  }

  /// Text with the escapes of a backslash and a line feed, and of a quote if asked; any other
  /// backslash stands for itself.
  private String decode(int from, int to, boolean quotes) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\') {
        return unescape(new String(bytes, from, to - from, StandardCharsets.UTF_8), quotes);
      }
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static String unescape(String escaped, boolean quotes) {
    StringBuilder out = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      char next = c == '\\' && i + 1 < escaped.length() ? escaped.charAt(i + 1) : 0;
      if (next == '\\' || next == '"' && quotes) {
        out.append(next);
        i++;
      } else if (next == 'n') {
        out.append('\n');
        i++;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
