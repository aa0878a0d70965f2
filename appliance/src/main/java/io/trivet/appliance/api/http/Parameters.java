package io.trivet.appliance.api.http;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parameters of a request: those of a form body before those of the URL, each name with all its
/// values in order. Immutable.
public final class Parameters {
  private static final int MAX_PAIRS = 10_000;

  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private int pairs;

  private Parameters() {}

  /// @param form a form body, "" when there is none
  /// @param query the query of the URL without the `?`, as it came
  /// @throws TrivetException of kind BAD_DATA for broken escapes, semicolons or too many pairs
  public static Parameters parse(String form, String query) {
    Parameters parameters = new Parameters();
    parameters.add(form);
    parameters.add(query);
    return parameters;
  }

  private void add(String text) {
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('&', at);
      end = end < 0 ? text.length() : end;
      if (end > at) {
        if (++pairs > MAX_PAIRS) {
          throw bad("more than " + MAX_PAIRS + " parameters");
        }
        String pair = text.substring(at, end);
        if (pair.indexOf(';') >= 0) {
          throw bad("invalid semicolon separator in query; write it as %3B or use &");
        }
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
      }
      at = end + 1;
    }
  }

  /// Text with percent escapes decoded as UTF-8.
  ///
  /// @param plusIsSpace whether `+` means a space, as in forms
  /// @throws TrivetException of kind BAD_DATA for a broken escape
  public static String decode(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
      return text;
    }
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int n = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%') {
        int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
        int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw bad("invalid URL escape in \"" + shorten(text) + "\"");
        }
        out[n++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        out[n++] = plusIsSpace && in[i] == '+' ? (byte) ' ' : in[i];
      }
    }
    return new String(out, 0, n, StandardCharsets.UTF_8);
  }

  private static String shorten(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }

  private static TrivetException bad(String message) {
    return new TrivetException(ErrorKind.BAD_DATA, message);
  }

  /// The first value, "" when there is none.
  public String get(String name) {
    List<String> all = values.get(name);
    return all == null ? "" : all.getFirst();
  }

  public @Nullable String find(String name) {
    List<String> all = values.get(name);
    return all == null ? null : all.getFirst();
  }

  /// All values in order, an empty list when there is none.
  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public Set<String> names() {
    return Set.copyOf(values.keySet());
  }
}
