package io.trivet.traces.traceql;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The `tags` parameter of searches before TraceQL: logfmt, `k=v k2="v 2"`.
public final class LegacyTags {
  private final String text;
  private int at;

  private LegacyTags(String text) {
    this.text = text;
  }

  /// Keys and values in the order of the text.
  ///
  /// @throws TrivetException of kind BAD_DATA for bad syntax or a key that is set twice
  public static Map<String, String> parse(String text) {
    LegacyTags tags = new LegacyTags(text);
    Map<String, String> found = new LinkedHashMap<>();
    for (tags.skipSpace(); tags.at < text.length(); tags.skipSpace()) {
      String key = tags.key();
      if (found.putIfAbsent(key, tags.value()) != null) {
        throw new TrivetException(
            ErrorKind.BAD_DATA, "invalid tags: tag " + key + " has been set twice");
      }
    }
    return Collections.unmodifiableMap(found);
  }

  private void skipSpace() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
  }

  private String key() {
    int start = at;
    while (at < text.length() && text.charAt(at) > ' ' && "=\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (start == at) {
      throw bad("expected a key, found " + text.charAt(at));
    }
    if (at < text.length() && text.charAt(at) == '"') {
      throw bad("a quote in a key");
    }
    return text.substring(start, at);
  }

  private String value() {
    if (at == text.length() || text.charAt(at) != '=') {
      return "";
    }
    at++;
    if (at < text.length() && text.charAt(at) == '"') {
      at++;
      return quoted();
    }
    int start = at;
    while (at < text.length() && text.charAt(at) > ' ') {
      if (text.charAt(at) == '"' || text.charAt(at) == '=') {
        throw bad("unexpected " + text.charAt(at) + " in a value; quote it");
      }
      at++;
    }
    return text.substring(start, at);
  }

  private String quoted() {
    StringBuilder out = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        char escaped = text.charAt(at++);
        out.append(
            switch (escaped) {
              case 'n' -> '\n';
              case 't' -> '\t';
              case 'r' -> '\r';
              default -> escaped;
            });
      } else {
        out.append(c);
      }
    }
    if (at == text.length()) {
      throw bad("a quoted value has no end");
    }
    at++;
    return out.toString();
  }

  private TrivetException bad(String problem) {
    return new TrivetException(
        ErrorKind.BAD_DATA, "invalid tags: " + problem + " at pos " + (at + 1));
  }
}
