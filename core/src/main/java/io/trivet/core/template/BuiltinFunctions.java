package io.trivet.core.template;

import io.trivet.core.label.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions every Go template has.
final class BuiltinFunctions {
  private BuiltinFunctions() {}

  static void register(TemplateFunctions.Builder functions) {
    functions.add("and", 1, 1000, List::getLast);
    functions.add("or", 1, 1000, List::getLast);
    functions.add("not", 1, 1, a -> !GoText.isTrue(a.get(0)));
    functions.add("eq", 2, 100, BuiltinFunctions::anyEqual);
    functions.add("ne", 2, 2, a -> !equal(a.get(0), a.get(1)));
    functions.add("lt", 2, 2, a -> compare(a.get(0), a.get(1)) < 0);
    functions.add("le", 2, 2, a -> compare(a.get(0), a.get(1)) <= 0);
    functions.add("gt", 2, 2, a -> compare(a.get(0), a.get(1)) > 0);
    functions.add("ge", 2, 2, a -> compare(a.get(0), a.get(1)) >= 0);
    functions.add("len", 1, 1, a -> length(a.get(0)));
    functions.add("index", 1, 100, BuiltinFunctions::index);
    functions.add("slice", 1, 4, BuiltinFunctions::slice);
    functions.add("print", 0, 1000, a -> join(a, false));
    functions.add("println", 0, 1000, a -> join(a, true) + "\n");
    functions.add("printf", 1, 1000, BuiltinFunctions::printf);
    functions.add("html", 0, 1000, a -> html(join(a, false)));
    functions.add("js", 0, 1000, a -> js(join(a, false)));
    functions.add("urlquery", 0, 1000, a -> query(join(a, false)));
    functions.add("call", 1, 1000, _ -> notCallable());
  }

  private static Object notCallable() {
    throw new TemplateException("non-function of type string");
  }

  private static String printf(List<@Nullable Object> a) {
    return GoFormat.format(GoText.string(a.get(0)), a.subList(1, a.size()));
  }

  private static String query(String text) {
    return GoText.queryEscape(text);
  }

  private static Object anyEqual(List<@Nullable Object> a) {
    for (Object other : a.subList(1, a.size())) {
      if (equal(a.get(0), other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean equal(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    if (a instanceof Map || b instanceof Map || a instanceof List || b instanceof List) {
      throw new TemplateException("incomparable types for comparison");
    }
    if (!GoText.typeName(a).equals(GoText.typeName(b))) {
      throw incompatible(a, b);
    }
    return a.equals(b);
  }

  private static int compare(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof Double x && b instanceof Double y) {
      return Double.compare(x, y);
    }
    if (a instanceof String x && b instanceof String y) {
      return Labels.compareText(x, y);
    }
    boolean ordered = a instanceof Long || a instanceof Double || a instanceof String;
    if (!ordered || a == null || b == null) {
      throw new TemplateException("invalid type for comparison");
    }
    throw incompatible(a, b);
  }

  private static TemplateException incompatible(Object a, Object b) {
    return new TemplateException(
        "incompatible types for comparison: " + GoText.typeName(a) + " and " + GoText.typeName(b));
  }

  private static Object length(@Nullable Object value) {
    return switch (value) {
      case String text -> (long) text.getBytes(StandardCharsets.UTF_8).length;
      case Map<?, ?> map -> (long) map.size();
      case List<?> list -> (long) list.size();
      case null -> throw new TemplateException("len of nil pointer");
      default -> throw new TemplateException("len of type " + GoText.typeName(value));
    };
  }

  private static @Nullable Object index(List<@Nullable Object> a) {
    Object at = a.get(0);
    for (Object key : a.subList(1, a.size())) {
      at =
          switch (at) {
            case Map<?, ?> map when key instanceof String -> map.get(key);
            case Map<?, ?> _ when key != null ->
                throw new TemplateException(
                    "value has type " + GoText.typeName(key) + "; should be string");
            case Map<?, ?> _ ->
                throw new TemplateException("value is nil; should be of type string");
            case List<?> list -> list.get(element(key, list.size()));
            case String text -> {
              byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
              yield (long) (bytes[element(key, bytes.length)] & 0xff);
            }
            case null -> throw new TemplateException("index of untyped nil");
            default ->
                throw new TemplateException("can't index item of type " + GoText.typeName(at));
          };
    }
    return at;
  }

  private static int element(@Nullable Object key, int size) {
    if (key instanceof Long number && number >= size) {
      throw new TemplateException("reflect: slice index out of range");
    }
    return place(key, size);
  }

  private static int place(@Nullable Object key, int size) {
    if (!(key instanceof Long number)) {
      throw new TemplateException("cannot index slice/array with this type");
    }
    if (number < 0 || number >= size) {
      throw new TemplateException("index out of range: " + number);
    }
    return (int) (long) number;
  }

  private static Object slice(List<@Nullable Object> a) {
    Object value = a.get(0);
    if (value instanceof String text) {
      if (a.size() == 4) {
        throw new TemplateException("cannot 3-index slice a string");
      }
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int from = a.size() > 1 ? place(a.get(1), bytes.length + 1) : 0;
      int to = a.size() > 2 ? place(a.get(2), bytes.length + 1) : bytes.length;
      if (from > to) {
        throw new TemplateException("invalid slice index: " + from + " > " + to);
      }
      return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
    if (value instanceof List<?> list) {
      int from = a.size() > 1 ? place(a.get(1), list.size() + 1) : 0;
      int to = a.size() > 2 ? place(a.get(2), list.size() + 1) : list.size();
      if (from > to) {
        throw new TemplateException("invalid slice index: " + from + " > " + to);
      }
      return new ArrayList<Object>(list.subList(from, to));
    }
    throw new TemplateException("can't slice item of this type");
  }

  /// Values one after the other; with spaces between all of them, or only where neither is a text.
  private static String join(List<@Nullable Object> values, boolean always) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      boolean texts =
          i > 0 && (values.get(i) instanceof String || values.get(i - 1) instanceof String);
      if (i > 0 && (always || !texts)) {
        out.append(' ');
      }
      Object value = values.get(i);
      out.append(value == null ? "<nil>" : GoText.print(value));
    }
    return out.toString();
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\u0000", "\ufffd");
  }

  private static String js(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\'' -> out.append("\\'");
        case '"' -> out.append("\\\"");
        case '<', '>', '&', '=' -> out.append(String.format("\\u%04X", (int) c));
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04X", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }
}
