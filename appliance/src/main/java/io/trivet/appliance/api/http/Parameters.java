package io.trivet.appliance.api.http;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
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
  private static final int FIRST_SURROGATE = 0xdc00;

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
        String value = equals < 0 ? "" : unescape(pair.substring(equals + 1), true);
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
    return repaired(unescape(text, plusIsSpace));
  }

  /// As [#decode], but a byte that is not part of UTF-8 becomes a lone surrogate, which no UTF-8
  /// decodes to.
  private static String unescape(String text, boolean plusIsSpace) {
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
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(out, 0, n)).toString();
    } catch (CharacterCodingException e) {
      return withSurrogates(out, n);
    }
  }

  private static String withSurrogates(byte[] bytes, int length) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(length);
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
    while (true) {
      CoderResult result = decoder.decode(in, text, true);
      if (!result.isError()) {
        return text.flip().toString();
      }
      text.put((char) (FIRST_SURROGATE | in.get() & 0xff));
      decoder.reset();
    }
  }

  /// The text with the replacement character in place of lone surrogates.
  private static String repaired(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return text.codePoints()
            .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }

  private static String shorten(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }

  private static TrivetException bad(String message) {
    return new TrivetException(ErrorKind.BAD_DATA, message);
  }

  /// The first value, "" when there is none.
  public String get(String name) {
    return repaired(exact(name));
  }

  /// The first value, "" when there is none, with lone surrogates in place of bytes that are not
  /// part of UTF-8, for parsers that tell where these are.
  public String exact(String name) {
    List<String> all = values.get(name);
    return all == null ? "" : all.getFirst();
  }

  public @Nullable String find(String name) {
    return has(name) ? get(name) : null;
  }

  /// All values in order, an empty list when there is none.
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of()).stream().map(Parameters::repaired).toList();
  }

  /// All values in order as [#exact] gives them.
  public List<String> allExact(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public Set<String> names() {
    return Set.copyOf(values.keySet());
  }
}
