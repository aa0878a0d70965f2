package io.trivet.logs.logql.pipeline;

import io.trivet.logs.logql.text.JsonScanner;
import org.jspecify.annotations.Nullable;

/// Walks over the members of a JSON object.
final class JsonObject {
  /// What happens with one member.
  interface Member {
    /// @return null to go on, [#STOP] to end without error, anything else is the error
    @Nullable String member(byte[] key, int keyFrom, int keyTo, int valueFrom, int valueTo);
  }

  static final String STOP = "stop";

  private JsonObject() {}

  /// Calls back for each member of the object that starts at the first token.
  ///
  /// @return null when the object was read to its end, [#STOP] if the callback said so, else what
  ///   is wrong
  static @Nullable String each(byte[] b, int from, int to, Member callback) {
    int i = JsonScanner.token(b, from, to);
    if (i < 0 || b[i] != '{') {
      return JsonScanner.MALFORMED_OBJECT;
    }
    i = JsonScanner.token(b, i + 1, to);
    if (i < 0) {
      return JsonScanner.MALFORMED;
    }
    while (b[i] != '}') {
      if (b[i] != '"') {
        return JsonScanner.MALFORMED_OBJECT;
      }
      int keyFrom = i + 1;
      int keyTo = JsonScanner.stringEnd(b, keyFrom, to);
      if (keyTo < 0) {
        return JsonScanner.MALFORMED;
      }
      int colon = JsonScanner.token(b, keyTo + 1, to);
      if (colon < 0 || b[colon] != ':') {
        return JsonScanner.MALFORMED;
      }
      int value = JsonScanner.token(b, colon + 1, to);
      if (value < 0) {
        return JsonScanner.MALFORMED;
      }
      byte[] key = b;
      if (JsonScanner.hasEscape(b, keyFrom, keyTo)) {
        key = JsonScanner.unescape(b, keyFrom, keyTo);
        if (key == null) {
          return JsonScanner.MALFORMED_ESCAPE;
        }
        keyFrom = 0;
        keyTo = key.length;
      }
      int end = JsonScanner.valueEnd(b, value, to);
      if (end < 0) {
        return JsonScanner.valueProblem(end);
      }
      String outcome = callback.member(key, keyFrom, keyTo, value, end);
      if (outcome != null) {
        return outcome;
      }
      i = JsonScanner.token(b, end, to);
      if (i < 0) {
        return JsonScanner.MALFORMED_ARRAY;
      }
      if (b[i] == ',') {
        i = JsonScanner.token(b, i + 1, to);
        if (i < 0) {
          return JsonScanner.MALFORMED_ARRAY;
        }
      } else if (b[i] != '}') {
        return JsonScanner.MALFORMED_OBJECT;
      }
    }
    return null;
  }
}
