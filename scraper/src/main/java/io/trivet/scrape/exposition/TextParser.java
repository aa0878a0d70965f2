package io.trivet.scrape.exposition;

import java.util.Arrays;

/// Reads the Prometheus text format, versions 0.0.4 and 1.0.0, as leniently as Prometheus does:
/// blanks between tokens, comments, empty lines, trailing commas, a missing last line feed.
///
/// Source: Prometheus documentation, "Exposition formats"; errors as in Prometheus 3.14.
final class TextParser extends TextualParser {
  private static final Slice UNTYPED = Slice.of("untyped");

  TextParser(byte[] body, int length) {
    super(withLineFeed(body, length), length + 1);
  }

  private static byte[] withLineFeed(byte[] body, int length) {
    byte[] bytes = body.length > length ? body : Arrays.copyOf(body, length + 1);
    bytes[length] = '\n';
    return bytes;
  }

  @Override
  public Entry next() {
    state = State.INIT;
    while (true) {
      entryStart = at;
      Token token = token();
      switch (token) {
        case EOF -> {
          return Entry.END;
        }
        case LINEBREAK, COMMENT -> {}
        case HELP, TYPE -> {
          return metadata(token);
        }
        case METRIC_NAME -> {
          // Blanks before the name belong to it, as they do in Prometheus.
          return namedSample(entryStart);
        }
        case BRACE_OPEN -> {
          return bracedSample();
        }
        case INVALID,
            UNIT,
            EOF_WORD,
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
      }
    }
  }

  @Override
  Entry sample(Token token, int seriesEnd) {
    if (series.nameStart < 0) {
      throw new ExpositionException("metric name not set while parsing: " + quoteEntry());
    }
    if (token != Token.VALUE) {
      throw unexpected("expected value after metric", token);
    }
    value = number(tokenStart, at);
    hasTimestamp = false;
    Token after = token();
    if (after == Token.TIMESTAMP) {
      hasTimestamp = true;
      timestampMs = integer(tokenStart, at);
      after = token();
      if (after != Token.LINEBREAK) {
        throw unexpected("expected next entry after timestamp", after);
      }
    } else if (after != Token.LINEBREAK) {
      throw unexpected("expected timestamp or new record", after);
    }
    hashSeries(seriesEnd);
    return Entry.SAMPLE;
  }

  private long integer(int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (number > (Long.MAX_VALUE - digit) / 10) {
        throw new ExpositionException(
            "strconv.ParseInt: parsing "
                + GoText.quote(bytes, from, to)
                + ": value out of range while parsing: "
                + quoteEntry());
      }
      number = 10 * number + digit;
    }
    return number;
  }

  private Entry metadata(Token kind) {
    Token name = token();
    if (name != Token.METRIC_NAME) {
      throw unexpected("expected metric name after " + kind.text, name);
    }
    boolean quoted = bytes[tokenStart] == '"';
    familyStart = tokenStart + (quoted ? 1 : 0);
    familyEnd = at - (quoted ? 1 : 0);
    token();
    textStart = Math.min(tokenStart + 1, at);
    textEnd = at;
    if (kind == Token.TYPE) {
      type = typeOf(text());
      return Entry.TYPE;
    }
    if (!Utf8.isValid(bytes, textStart, textEnd)) {
      throw new ExpositionException(
          "help text " + GoText.quote(bytes, textStart, textEnd) + " is not a valid utf8 string");
    }
    return Entry.HELP;
  }

  private MetricType typeOf(Slice word) {
    if (word.equals(UNTYPED)) {
      return MetricType.UNKNOWN;
    }
    MetricType known = MetricType.of(word);
    boolean allowed =
        known == MetricType.COUNTER
            || known == MetricType.GAUGE
            || known == MetricType.HISTOGRAM
            || known == MetricType.SUMMARY;
    if (known == null || !allowed) {
      throw new ExpositionException("invalid metric type " + GoText.quote(word.toString()));
    }
    return known;
  }

  @Override
  boolean helpEscapesQuotes() {
    return false;
  }

  @Override
  Token token() {
    if (state == State.METADATA_TEXT) {
      tokenStart = at;
      skipLine();
      state = State.INIT;
      return Token.TEXT;
    }
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
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
      case LABELS -> label(c);
      case LABEL_VALUE -> c == '"' ? quoted(false, Token.LABEL_VALUE, State.LABELS) : Token.INVALID;
      case VALUE -> {
        if (c == '{') {
          yield one(Token.BRACE_OPEN, State.LABELS);
        }
        yield c == '\n' ? Token.INVALID : number();
      }
      case TIMESTAMP -> {
        if (c == '\n') {
          yield one(Token.LINEBREAK, State.INIT);
        }
        yield c >= '0' && c <= '9' ? digits() : Token.INVALID;
      }
      case METADATA_TEXT,
          EXEMPLAR_LABELS,
          EXEMPLAR_LABEL_VALUE,
          EXEMPLAR_VALUE,
          EXEMPLAR_TIMESTAMP ->
          Token.INVALID;
    };
  }

  private Token first(byte c) {
    if (c == '\n') {
      return one(Token.LINEBREAK, State.INIT);
    }
    if (is(NAME_START, c)) {
      return run(NAME, Token.METRIC_NAME, State.VALUE);
    }
    if (c == '{') {
      return one(Token.BRACE_OPEN, State.LABELS);
    }
    return c == '#' ? comment() : Token.INVALID;
  }

  private Token label(byte c) {
    if (is(LABEL_START, c)) {
      return run(LABEL, Token.LABEL_NAME, State.LABELS);
    }
    return switch (c) {
      case '"' -> quoted(false, Token.QUOTED, State.LABELS);
      case '}' -> one(Token.BRACE_CLOSE, State.VALUE);
      case '=' -> one(Token.EQUAL, State.LABEL_VALUE);
      case ',' -> one(Token.COMMA, State.LABELS);
      default -> Token.INVALID;
    };
  }

  private Token number() {
    int i = at;
    while (i < end && bytes[i] != '{' && bytes[i] != '\n' && !isBlank(bytes[i])) {
      i++;
    }
    at = i;
    state = State.TIMESTAMP;
    return Token.VALUE;
  }

  private Token digits() {
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return Token.TIMESTAMP;
  }

  /// `# HELP ` and `# TYPE ` with any blanks; every other line that begins with # says nothing.
  private Token comment() {
    int word = at + 1;
    while (word < end && isBlank(bytes[word])) {
      word++;
    }
    boolean described = word > at + 1 && word + 4 < end && isBlank(bytes[word + 4]);
    if (described && isWord(word, 'H', 'E', 'L', 'P')) {
      at = word + 5;
      state = State.METADATA_NAME;
      return Token.HELP;
    }
    if (described && isWord(word, 'T', 'Y', 'P', 'E')) {
      at = word + 5;
      state = State.METADATA_NAME;
      return Token.TYPE;
    }
    skipLine();
    return Token.COMMENT;
  }

  private boolean isWord(int from, char a, char b, char c, char d) {
    return bytes[from] == a && bytes[from + 1] == b && bytes[from + 2] == c && bytes[from + 3] == d;
  }

  private void skipLine() {
    while (at < end && bytes[at] != '\n') {
      at++;
    }
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
  }
}
