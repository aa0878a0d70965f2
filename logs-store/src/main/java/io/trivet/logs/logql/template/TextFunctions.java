package io.trivet.logs.logql.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.trivet.core.label.Expansion;
import io.trivet.core.label.Regex;
import io.trivet.core.label.RegexException;
import io.trivet.core.template.GoText;
import io.trivet.core.template.TemplateException;
import io.trivet.core.template.TemplateFunctions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Functions of templates on texts.
final class TextFunctions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_LENGTH = 1 << 20;

  private TextFunctions() {}

  private static String s(List<@Nullable Object> a, int index) {
    return GoText.string(a.get(index));
  }

  private static int n(List<@Nullable Object> a, int index) {
    if (!(a.get(index) instanceof Long number)) {
      throw new TemplateException("wrong type for value; expected int");
    }
    return Math.clamp(number, -MAX_LENGTH, MAX_LENGTH);
  }

  static void register(TemplateFunctions.Builder functions) {
    for (String name : List.of("ToLower", "lower")) {
      functions.add(name, 1, 1, a -> mapped(s(a, 0), Character::toLowerCase));
    }
    for (String name : List.of("ToUpper", "upper")) {
      functions.add(name, 1, 1, a -> mapped(s(a, 0), Character::toUpperCase));
    }
    functions.add("title", 1, 1, a -> title(s(a, 0)));
    functions.add("Replace", 4, 4, a -> replace(s(a, 0), s(a, 1), s(a, 2), n(a, 3)));
    functions.add("replace", 3, 3, a -> replace(s(a, 2), s(a, 0), s(a, 1), -1));
    functions.add("Trim", 2, 2, a -> trim(s(a, 0), s(a, 1), true, true));
    functions.add("TrimLeft", 2, 2, a -> trim(s(a, 0), s(a, 1), true, false));
    functions.add("TrimRight", 2, 2, a -> trim(s(a, 0), s(a, 1), false, true));
    functions.add("trimAll", 2, 2, a -> trim(s(a, 1), s(a, 0), true, true));
    functions.add("TrimPrefix", 2, 2, a -> trimPrefix(s(a, 0), s(a, 1)));
    functions.add("trimPrefix", 2, 2, a -> trimPrefix(s(a, 1), s(a, 0)));
    functions.add("TrimSuffix", 2, 2, a -> trimSuffix(s(a, 0), s(a, 1)));
    functions.add("trimSuffix", 2, 2, a -> trimSuffix(s(a, 1), s(a, 0)));
    functions.add("TrimSpace", 1, 1, a -> s(a, 0).strip());
    functions.add("trim", 1, 1, a -> s(a, 0).strip());
    functions.add("regexReplaceAll", 3, 3, a -> replaceAll(s(a, 0), s(a, 1), s(a, 2), true));
    functions.add(
        "regexReplaceAllLiteral", 3, 3, a -> replaceAll(s(a, 0), s(a, 1), s(a, 2), false));
    functions.add("count", 2, 2, a -> count(s(a, 0), s(a, 1)));
    functions.add("urlencode", 1, 1, a -> GoText.queryEscape(s(a, 0)));
    functions.add("urldecode", 1, 1, a -> urlDecode(s(a, 0)));
    functions.add(
        "b64enc",
        1,
        1,
        a -> Base64.getEncoder().encodeToString(s(a, 0).getBytes(StandardCharsets.UTF_8)));
    functions.add("b64dec", 1, 1, a -> base64Decode(s(a, 0)));
    functions.add("alignLeft", 2, 2, a -> align(n(a, 0), s(a, 1), true));
    functions.add("alignRight", 2, 2, a -> align(n(a, 0), s(a, 1), false));
    functions.add("trunc", 2, 2, a -> truncate(n(a, 0), s(a, 1)));
    functions.add("substr", 3, 3, a -> substring(n(a, 0), n(a, 1), s(a, 2)));
    functions.add("contains", 2, 2, a -> s(a, 1).contains(s(a, 0)));
    functions.add("hasPrefix", 2, 2, a -> s(a, 1).startsWith(s(a, 0)));
    functions.add("hasSuffix", 2, 2, a -> s(a, 1).endsWith(s(a, 0)));
    functions.add("indent", 2, 2, a -> indent(n(a, 0), s(a, 1)));
    functions.add("nindent", 2, 2, a -> "\n" + indent(n(a, 0), s(a, 1)));
    functions.add("repeat", 2, 2, a -> repeat(n(a, 0), s(a, 1)));
    functions.add("default", 1, 2, TextFunctions::orDefault);
    functions.add("fromJson", 1, 1, a -> fromJson(s(a, 0)));
  }

  private static @Nullable Object orDefault(List<@Nullable Object> a) {
    return a.size() > 1 && GoText.isTrue(a.get(1)) ? a.get(1) : a.get(0);
  }

  /// Maps characters one to one, as Go does.
  private static String mapped(String text, IntUnaryOperator mapping) {
    return text.codePoints()
        .map(mapping)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String bounded(long length) {
    throw new TemplateException("result of " + length + " characters is too long");
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean start = true;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      out.appendCodePoint(start ? Character.toTitleCase(c) : c);
      start = !Character.isLetterOrDigit(c) && c != '_' && c != '\'';
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private static String replace(String text, String old, String with, int times) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int n = 0; times < 0 || n < times; n++) {
      int found;
      if (old.isEmpty()) {
        // Between all characters, and at both ends.
        if (n > 0 && at >= text.length()) {
          break;
        }
        int next = n == 0 ? 0 : text.offsetByCodePoints(at, 1);
        out.append(text, at, next).append(with);
        at = next;
        continue;
      }
      found = text.indexOf(old, at);
      if (found < 0) {
        break;
      }
      out.append(text, at, found).append(with);
      at = found + old.length();
      if (out.length() > MAX_LENGTH) {
        return bounded(out.length());
      }
    }
    return out.append(text, at, text.length()).toString();
  }

  private static String trim(String text, String cutset, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && cutset.indexOf(text.codePointAt(from)) >= 0) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && to > from && cutset.indexOf(text.codePointBefore(to)) >= 0) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static String trimPrefix(String text, String prefix) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String trimSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private static Pattern pattern(String regex) {
    try {
      return Regex.compile(regex, 0);
    } catch (RegexException e) {
      throw new TemplateException("error parsing regexp: " + e.reason());
    }
  }

  private static String replaceAll(String regex, String text, String with, boolean expand) {
    Matcher matcher = pattern(regex).matcher(text);
    Expansion expansion = new Expansion(with);
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (matcher.find()) {
      out.append(text, at, matcher.start());
      String replacement = expand ? expansion.expand(matcher) : with;
      if (replacement == null) {
        return bounded(Expansion.MAX_CHARS + 1L);
      }
      out.append(replacement);
      at = matcher.end();
      if (out.length() > MAX_LENGTH) {
        return bounded(out.length());
      }
    }
    return out.append(text, at, text.length()).toString();
  }

  private static Object count(String regex, String text) {
    Matcher matcher = pattern(regex).matcher(text);
    long count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }

  private static String urlDecode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new TemplateException("invalid URL escape " + badEscape(text));
    }
  }

  /// The first percent sign that two hexadecimal digits do not follow, with what follows.
  private static String badEscape(String text) {
    for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
      String escape = text.substring(i, Math.min(i + 3, text.length()));
      if (!escape.matches("%[0-9a-fA-F]{2}")) {
        return "\"" + escape + "\"";
      }
    }
    return "\"" + text + "\"";
  }

  private static String base64Decode(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "illegal base64 data at input byte " + badBase64(text);
    }
  }

  private static int badBase64(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c < 0x80 && Character.isLetterOrDigit(c) || c == '+' || c == '/' || c == '=')) {
        return i;
      }
    }
    return text.length() / 4 * 4;
  }

  private static String align(int width, String text, boolean left) {
    int length = text.codePointCount(0, text.length());
    if (width < 0 || width == length) {
      return text;
    }
    if (width > length) {
      String blanks = " ".repeat(width - length);
      return left ? text + blanks : blanks + text;
    }
    return left
        ? text.substring(0, text.offsetByCodePoints(0, width))
        : text.substring(text.offsetByCodePoints(0, length - width));
  }

  private static String truncate(int count, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (count < 0 && bytes.length + count > 0) {
      return new String(bytes, bytes.length + count, -count, StandardCharsets.UTF_8);
    }
    return count >= 0 && bytes.length > count
        ? new String(bytes, 0, count, StandardCharsets.UTF_8)
        : text;
  }

  private static String substring(int start, int end, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int from = Math.max(0, start);
    int to = start >= 0 && (end < 0 || end > bytes.length) ? bytes.length : end;
    if (from > to || to > bytes.length) {
      throw new TemplateException("slice bounds out of range [" + from + ":" + to + "]");
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static String indent(int spaces, String text) {
    String blanks = repeat(spaces, " ");
    return blanks + replace(text, "\n", "\n" + blanks, -1);
  }

  private static String repeat(int count, String text) {
    if (count < 0) {
      throw new TemplateException("strings: negative Repeat count");
    }
    long length = (long) count * text.length();
    return length > MAX_LENGTH ? bounded(length) : text.repeat(count);
  }

  private static @Nullable Object fromJson(String text) {
    try {
      return value(JSON.readTree(text), 0);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static @Nullable Object value(@Nullable JsonNode node, int depth) {
    if (node == null || depth > 200) {
      return null;
    }
    if (node.isObject()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      node.properties().forEach(e -> map.put(e.getKey(), value(e.getValue(), depth + 1)));
      return map;
    }
    if (node.isArray()) {
      List<@Nullable Object> list = new ArrayList<>();
      node.forEach(item -> list.add(value(item, depth + 1)));
      return list;
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return node.isTextual() ? node.textValue() : null;
  }
}
