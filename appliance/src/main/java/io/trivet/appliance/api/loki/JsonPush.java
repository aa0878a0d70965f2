package io.trivet.appliance.api.loki;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.trivet.appliance.api.http.JsonBody;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/// Reads pushes in JSON.
///
/// ```text
/// V1:     {"streams":[{"stream":{"a":"b"},"values":[["<ns>","line",{"k":"v"}]]}]}
/// legacy: {"streams":[{"labels":"{a=\"b\"}","entries":[{"ts":"<RFC 3339>","line":"..."}]}]}
/// ```
///
/// Labels may come after the values; entries are kept until then. Owned by one thread.
final class JsonPush {
  private static final int MAX_DEPTH = 32;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /// An entry whose stream is not known yet.
  private static final class Entry {
    private final long nanos;
    private final byte[] line;
    private final List<String> metadata;

    Entry(long nanos, byte[] line, List<String> metadata) {
      this.nanos = nanos;
      this.line = line;
      this.metadata = metadata;
    }
  }

  private final PushSession session;
  private final JsonParser in;

  private JsonPush(PushSession session, JsonParser in) {
    this.session = session;
    this.in = in;
  }

  /// @throws TrivetException of kind BAD_DATA with line and column if this is no push request
  static void read(byte[] body, PushSession session) {
    JsonBody.read(JSON, body, in -> new JsonPush(session, in).request());
  }

  private TrivetException bad(String problem) {
    return JsonBody.bad(in, problem);
  }

  private void expect(JsonToken token, JsonToken wanted, String what) {
    if (token != wanted) {
      throw bad("expected " + what);
    }
  }

  private void request() throws IOException {
    JsonToken first = in.nextToken();
    if (first == null) {
      throw new TrivetException(ErrorKind.BAD_DATA, "EOF: the body is empty");
    }
    expect(first, JsonToken.START_OBJECT, "an object");
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      boolean streams = in.currentName().equals("streams");
      JsonToken value = in.nextToken();
      if (streams && value != JsonToken.VALUE_NULL) {
        expect(value, JsonToken.START_ARRAY, "a list of streams");
        while (in.nextToken() != JsonToken.END_ARRAY) {
          expect(in.currentToken(), JsonToken.START_OBJECT, "a stream");
          stream();
        }
      } else {
        in.skipChildren();
      }
    }
    if (in.nextToken() != null) {
      throw bad("unexpected text after the request");
    }
  }

  private void stream() throws IOException {
    boolean named = false;
    List<Entry> early = new ArrayList<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      switch (name) {
        case "stream" -> {
          expect(value, JsonToken.START_OBJECT, "an object of labels");
          session.stream(labels());
          named = true;
          early.forEach(this::append);
          early.clear();
        }
        case "labels" -> {
          expect(value, JsonToken.VALUE_STRING, "labels as text");
          byte[] text = in.getText().getBytes(StandardCharsets.UTF_8);
          session.stream(text, 0, text.length);
          named = true;
          early.forEach(this::append);
          early.clear();
        }
        case "values", "entries" -> {
          if (value != JsonToken.VALUE_NULL) {
            expect(value, JsonToken.START_ARRAY, "a list of entries");
            boolean legacy = name.equals("entries");
            while (in.nextToken() != JsonToken.END_ARRAY) {
              if (in.currentToken() != JsonToken.VALUE_NULL) {
                Entry entry = legacy ? legacyEntry() : entry();
                if (named) {
                  append(entry);
                } else {
                  early.add(entry);
                }
              }
            }
          }
        }
        default -> in.skipChildren();
      }
    }
    if (!named) {
      session.stream(List.of());
      early.forEach(this::append);
    }
  }

  private void append(Entry entry) {
    session.metadata.clear();
    for (int i = 0; i < entry.metadata.size(); i += 2) {
      session.metadata.add(entry.metadata.get(i), entry.metadata.get(i + 1));
    }
    session.entry(entry.nanos, entry.line, 0, entry.line.length);
  }

  private List<String> labels() throws IOException {
    List<String> pairs = new ArrayList<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      pairs.add(in.currentName());
      JsonToken value = in.nextToken();
      if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
        pairs.add(rawText());
      } else {
        pairs.add(in.getText());
      }
    }
    return pairs;
  }

  /// A value that is no text, as it stands in the body without its spaces.
  private String rawText() throws IOException {
    StringBuilder out = new StringBuilder();
    int depth = 0;
    do {
      JsonToken token = in.currentToken();
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      }
      boolean quoted = token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME;
      out.append(quoted ? "\"" + in.getText() + "\"" : in.getText());
      out.append(token == JsonToken.FIELD_NAME ? ":" : "");
    } while (depth > 0 && in.nextToken() != null);
    return out.toString();
  }

  private Entry entry() throws IOException {
    expect(in.currentToken(), JsonToken.START_ARRAY, "an entry: [\"<ns>\", \"line\"]");
    expect(in.nextToken(), JsonToken.VALUE_STRING, "a timestamp as text");
    long nanos = nanos(in.getText());
    byte[] line = {};
    List<String> metadata = List.of();
    JsonToken next = in.nextToken();
    if (next != JsonToken.END_ARRAY) {
      expect(next, JsonToken.VALUE_STRING, "a line as text");
      line = in.getText().getBytes(StandardCharsets.UTF_8);
      next = in.nextToken();
    }
    if (next != JsonToken.END_ARRAY) {
      expect(next, JsonToken.START_OBJECT, "an object of structured metadata");
      metadata = metadata();
      next = in.nextToken();
    }
    while (next != JsonToken.END_ARRAY && next != null) {
      in.skipChildren();
      next = in.nextToken();
    }
    return new Entry(nanos, line, metadata);
  }

  private List<String> metadata() throws IOException {
    List<String> pairs = new ArrayList<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      pairs.add(in.currentName());
      expect(in.nextToken(), JsonToken.VALUE_STRING, "structured metadata as text");
      pairs.add(in.getText());
    }
    return pairs;
  }

  private long nanos(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw bad("timestamp \"" + text + "\" is no number of nanoseconds");
    }
  }

  private Entry legacyEntry() throws IOException {
    expect(in.currentToken(), JsonToken.START_OBJECT, "an entry: {\"ts\": ..., \"line\": ...}");
    long nanos = 0;
    byte[] line = {};
    List<String> metadata = List.of();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      switch (name) {
        case "ts", "timestamp" -> {
          expect(value, JsonToken.VALUE_STRING, "a time as text");
          nanos = rfc3339(in.getText());
        }
        case "line" -> {
          expect(value, JsonToken.VALUE_STRING, "a line as text");
          line = in.getText().getBytes(StandardCharsets.UTF_8);
        }
        case "structuredMetadata" -> {
          expect(value, JsonToken.START_OBJECT, "an object of structured metadata");
          metadata = metadata();
        }
        default -> in.skipChildren();
      }
    }
    return new Entry(nanos, line, metadata);
  }

  private long rfc3339(String text) {
    try {
      Instant time = java.time.OffsetDateTime.parse(text).toInstant();
      return Math.addExact(
          Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    } catch (DateTimeParseException | ArithmeticException e) {
      throw bad("\"" + text + "\" is no time in RFC 3339");
    }
  }
}
