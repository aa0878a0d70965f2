package io.trivet.scrape.exposition;

import io.trivet.metrics.MetricsAppender;
import org.jspecify.annotations.Nullable;

/// Reads OpenMetrics text, versions 0.0.1 and 1.0.0: single spaces, no comments, `# EOF` at the
/// end, timestamps in seconds, exemplars. As lenient as Prometheus in what the specification
/// forbids beyond the grammar; [OpenMetricsChecker] is strict.
///
/// Source: OpenMetrics 1.0; errors as in Prometheus 3.14.
final class OpenMetricsParser extends TextualParser {
  private final boolean createdToo;

  /// What comes ahead; null until a start timestamp is asked for.
  private @Nullable CreatedLines created;

  private boolean startKnown;
  private long startMs;

  /// @param createdToo whether the `_created` lines of counters, histograms and summaries are
  ///   samples too
  OpenMetricsParser(byte[] body, int length, boolean createdToo) {
    super(body, length);
    this.createdToo = createdToo;
  }

  @Override
  public Entry next() {
    Entry entry = entry();
    while (!createdToo && entry == Entry.SAMPLE && isCreated()) {
      entry = entry();
    }
    startKnown = false;
    return entry;
  }

  private boolean isCreated() {
    return CreatedLines.has(type) && CreatedLines.isName(bytes, series.nameStart, series.nameEnd);
  }

  @Override
  public long startMs() {
    if (!startKnown) {
      startKnown = true;
      startMs = findStart();
    }
    return startMs;
  }

  private long findStart() {
    if (!CreatedLines.has(type)) {
      return MetricsAppender.NO_START;
    }
    if (created == null) {
      created = new CreatedLines(bytes, end);
    }
    return created.startMs(this, at);
  }

  private Entry entry() {
    state = State.INIT;
    entryStart = at;
    hasExemplar = false;
    Token token = token();
    return switch (token) {
      case EOF_WORD -> {
        if (at < end) {
          throw new ExpositionException("unexpected data after # EOF");
        }
        yield Entry.END;
      }
      case EOF -> throw endMissing();
      case HELP, TYPE, UNIT -> metadata(token);
      case METRIC_NAME -> namedSample(tokenStart);
      case BRACE_OPEN -> bracedSample();
      case INVALID,
          LINEBREAK,
          COMMENT,
          TEXT,
          QUOTED,
          BRACE_CLOSE,
          LABEL_NAME,
          LABEL_VALUE,
          COMMA,
          EQUAL,
          TIMESTAMP,
          VALUE ->
          throw unexpected("expected a valid start token", token);
    };
  }

  private static ExpositionException endMissing() {
    return new ExpositionException("data does not end with # EOF");
  }

  @Override
  Entry sample(Token token, int seriesEnd) {
    if (series.nameStart < 0) {
      throw new ExpositionException("metric name not set while parsing: " + quoteEntry());
    }
    value = value(token, "metric");
    hasTimestamp = false;
    Token after = token();
    if (after == Token.TIMESTAMP) {
      hasTimestamp = true;
      timestampMs = milliseconds("invalid timestamp ");
      after = token();
      if (after != Token.LINEBREAK && after != Token.COMMENT) {
        throw unexpected("expected next entry after timestamp", after);
      }
    }
    switch (after) {
      case LINEBREAK -> {}
      case COMMENT -> exemplar();
      case EOF -> throw endMissing();
      case INVALID,
          HELP,
          TYPE,
          UNIT,
          EOF_WORD,
          TEXT,
          METRIC_NAME,
          QUOTED,
          BRACE_OPEN,
          BRACE_CLOSE,
          LABEL_NAME,
          LABEL_VALUE,
          COMMA,
          EQUAL,
          TIMESTAMP,
          VALUE ->
          throw unexpected("expected timestamp or # symbol", after);
    }
    hashSeries(seriesEnd);
    return Entry.SAMPLE;
  }

  private void exemplar() {
    exemplar.clear();
    labelList(exemplar, false);
    exemplarValue = value(token(), "exemplar labels");
    hasExemplar = true;
    hasExemplarTimestamp = false;
    Token after = token();
    if (after == Token.TIMESTAMP) {
      hasExemplarTimestamp = true;
      exemplarTimestampMs = milliseconds("invalid exemplar timestamp ");
      after = token();
    }
    if (after == Token.EOF) {
      throw endMissing();
    }
    if (after != Token.LINEBREAK) {
      throw unexpected("expected next entry after exemplar timestamp", after);
    }
  }

  private double value(Token token, String after) {
    if (token != Token.VALUE) {
      throw unexpected("expected value after " + after, token);
    }
    return number(tokenStart + 1, at);
  }

  private long milliseconds(String complaint) {
    double seconds = number(tokenStart + 1, at);
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      throw new ExpositionException(
          complaint + (Double.isNaN(seconds) ? "NaN" : seconds > 0 ? "+Inf" : "-Inf"));
    }
    return (long) (seconds * 1000);
  }

  private Entry metadata(Token kind) {
    Token name = token();
    if (name != Token.METRIC_NAME) {
      throw unexpected("expected metric name after " + kind.text, name);
    }
    boolean quoted = bytes[tokenStart] == '"';
    familyStart = tokenStart + (quoted ? 1 : 0);
    familyEnd = at - (quoted ? 1 : 0);
    Token words = token();
    if (words != Token.TEXT) {
      throw new ExpositionException("expected text in " + kind.text);
    }
    textStart = tokenStart + 1;
    textEnd = at - 1;
    if (kind == Token.TYPE) {
      MetricType known = MetricType.of(text());
      if (known == null) {
        throw new ExpositionException("invalid metric type " + GoText.quote(text().toString()));
      }
      type = known;
      return Entry.TYPE;
    }
    if (kind == Token.UNIT) {
      checkUnit();
      return Entry.UNIT;
    }
    if (!Utf8.isValid(bytes, textStart, textEnd)) {
      throw new ExpositionException(
          "help text " + GoText.quote(bytes, textStart, textEnd) + " is not a valid utf8 string");
    }
    return Entry.HELP;
  }

  private void checkUnit() {
    String unit = text().toString();
    String metric = family().toString();
    if (!unit.isEmpty() && !metric.endsWith("_" + unit)) {
      throw new ExpositionException(
          "unit " + GoText.quote(unit) + " not a suffix of metric " + GoText.quote(metric));
    }
  }

  @Override
  boolean helpEscapesQuotes() {
    return true;
  }

  @Override
  Token token() {
    tokenStart = at;
    if (at >= end) {
      return Token.EOF;
    }
    byte c = bytes[at];
    return switch (state) {
      case INIT -> first(c);
      case METADATA_NAME -> {
        if (c == '"') {
          yield quoted(true, Token.METRIC_NAME, State.METADATA_TEXT);
        }
        yield is(NAME_START, c) ? run(NAME, Token.METRIC_NAME, State.METADATA_TEXT) : Token.INVALID;
      }
      case METADATA_TEXT -> c == ' ' ? line() : Token.INVALID;
      case LABELS -> label(c, State.LABELS, State.LABEL_VALUE, State.VALUE);
      case LABEL_VALUE -> c == '"' ? quoted(true, Token.LABEL_VALUE, State.LABELS) : Token.INVALID;
      case VALUE -> {
        if (c == '{') {
          yield one(Token.BRACE_OPEN, State.LABELS);
        }
        yield c == ' ' ? word(Token.VALUE, State.TIMESTAMP) : Token.INVALID;
      }
      case TIMESTAMP -> {
        if (c == ' ' && at + 3 < end && bytes[at + 1] == '#' && bytes[at + 2] == ' ') {
          if (bytes[at + 3] == '{') {
            at += 4;
            state = State.EXEMPLAR_LABELS;
            yield Token.COMMENT;
          }
        }
        yield endOfSample(c, State.TIMESTAMP);
      }
      case EXEMPLAR_LABELS ->
          label(c, State.EXEMPLAR_LABELS, State.EXEMPLAR_LABEL_VALUE, State.EXEMPLAR_VALUE);
      case EXEMPLAR_LABEL_VALUE ->
          c == '"' ? quoted(true, Token.LABEL_VALUE, State.EXEMPLAR_LABELS) : Token.INVALID;
      case EXEMPLAR_VALUE -> c == ' ' ? word(Token.VALUE, State.EXEMPLAR_TIMESTAMP) : Token.INVALID;
      case EXEMPLAR_TIMESTAMP -> endOfSample(c, State.EXEMPLAR_TIMESTAMP);
    };
  }

  private Token endOfSample(byte c, State timestamp) {
    if (c == '\n') {
      return one(Token.LINEBREAK, State.INIT);
    }
    return c == ' ' ? word(Token.TIMESTAMP, timestamp) : Token.INVALID;
  }

  private Token first(byte c) {
    if (is(NAME_START, c)) {
      return run(NAME, Token.METRIC_NAME, State.VALUE);
    }
    if (c == '{') {
      return one(Token.BRACE_OPEN, State.LABELS);
    }
    return c == '#' ? comment() : Token.INVALID;
  }

  private Token label(byte c, State list, State labelValue, State after) {
    if (is(LABEL_START, c)) {
      return run(LABEL, Token.LABEL_NAME, list);
    }
    return switch (c) {
      case '"' -> quoted(true, Token.QUOTED, list);
      case '}' -> one(Token.BRACE_CLOSE, after);
      case '=' -> one(Token.EQUAL, labelValue);
      case ',' -> one(Token.COMMA, list);
      default -> Token.INVALID;
    };
  }

  /// A space and what follows up to the next space or line feed.
  private Token word(Token token, State then) {
    int i = at + 1;
    while (i < end && bytes[i] != ' ' && bytes[i] != '\n') {
      i++;
    }
    if (i == at + 1) {
      at = i;
      return Token.INVALID;
    }
    at = i;
    state = then;
    return token;
  }

  /// The rest of a line with its line feed, which must be there.
  private Token line() {
    int i = at;
    while (i < end && bytes[i] != '\n') {
      i++;
    }
    at = Math.min(i + 1, end);
    if (i == end) {
      return Token.INVALID;
    }
    state = State.INIT;
    return Token.TEXT;
  }

  private Token comment() {
    if (takes("# ")) {
      switch (at < end ? bytes[at] : 0) {
        case 'H' -> {
          if (takes("HELP ")) {
            state = State.METADATA_NAME;
            return Token.HELP;
          }
        }
        case 'T' -> {
          if (takes("TYPE ")) {
            state = State.METADATA_NAME;
            return Token.TYPE;
          }
        }
        case 'U' -> {
          if (takes("UNIT ")) {
            state = State.METADATA_NAME;
            return Token.UNIT;
          }
        }
        case 'E' -> {
          if (takes("EOF")) {
            at += at < end && bytes[at] == '\n' ? 1 : 0;
            return Token.EOF_WORD;
          }
        }
        default -> {}
      }
    }
    return Token.INVALID;
  }

  /// Moves over the text as far as it is there.
  private boolean takes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (at >= end || bytes[at] != text.charAt(i)) {
        return false;
      }
      at++;
    }
    return true;
  }
}
