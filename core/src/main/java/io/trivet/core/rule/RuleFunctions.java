package io.trivet.core.rule;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.trivet.core.label.Expansion;
import io.trivet.core.label.Labels;
import io.trivet.core.label.Regex;
import io.trivet.core.label.RegexException;
import io.trivet.core.template.GoText;
import io.trivet.core.template.TemplateContext;
import io.trivet.core.template.TemplateException;
import io.trivet.core.template.TemplateFunctions;
import io.trivet.core.time.DurationText;
import java.net.URI;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The functions of templates in rules, besides those every Go template has.
final class RuleFunctions {
  static final TemplateFunctions ALL = all();

  private static final Set<String> UNITS = Set.of("y", "w", "d", "h", "m", "s", "ms");

  /// What does not end a word if it stands alone between letters (MidLetter and its like of
  /// Unicode's word boundaries).
  private static final String JOINTS = ".:'\u00b7\u2018\u2019\u2024\u2027";

  private static final int MAX_TEXT = 1 << 20;

  private RuleFunctions() {}

  private static TemplateFunctions all() {
    TemplateFunctions.Builder functions = TemplateFunctions.builder();
    functions.addInContext("query", 1, 1, (run, a) -> data(run).query(s(a, 0)));
    functions.add("first", 1, 1, a -> first(list(a.get(0))));
    functions.add("label", 2, 2, a -> element(a.get(1)).sample().labels().get(s(a, 0)));
    functions.add("value", 1, 1, a -> element(a.get(0)).field("Value"));
    functions.add("strvalue", 1, 1, a -> element(a.get(0)).sample().labels().get("__value__"));
    functions.add("sortByLabel", 2, 2, a -> sorted(s(a, 0), list(a.get(1))));
    functions.add("args", 0, 1000, RuleFunctions::arguments);
    functions.add("safeHtml", 1, 1, a -> s(a, 0));
    functions.add("match", 2, 2, a -> pattern(s(a, 0)).matcher(s(a, 1)).find());
    functions.add("reReplaceAll", 3, 3, a -> replaceAll(s(a, 0), s(a, 1), s(a, 2)));
    functions.add("title", 1, 1, a -> title(s(a, 0)));
    functions.add("toUpper", 1, 1, a -> s(a, 0).toUpperCase(Locale.ROOT));
    functions.add("toLower", 1, 1, a -> s(a, 0).toLowerCase(Locale.ROOT));
    functions.add("graphLink", 1, 1, a -> link(s(a, 0), 0));
    functions.add("tableLink", 1, 1, a -> link(s(a, 0), 1));
    functions.add("urlQueryEscape", 1, 1, a -> GoText.queryEscape(s(a, 0)));
    functions.add("stripPort", 1, 1, a -> HostPort.of(s(a, 0)).host());
    functions.add("stripDomain", 1, 1, a -> HostPort.of(s(a, 0)).withoutDomain());
    functions.addInContext("externalURL", 0, 0, (run, _) -> data(run).settings().externalUrl());
    functions.addInContext("pathPrefix", 0, 0, (run, _) -> path(data(run)));
    functions.addInContext("now", 0, 0, (run, _) -> data(run).timeMs() / 1e3);
    functions.add("parseDuration", 1, 1, a -> seconds(s(a, 0)));
    HumaneNumbers.register(functions);
    return functions.build();
  }

  private static AlertData data(TemplateContext run) {
    return (AlertData) run.root();
  }

  private static String s(List<@Nullable Object> arguments, int index) {
    return GoText.string(arguments.get(index));
  }

  private static List<?> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new TemplateException("wrong type for value; expected the elements of a query");
  }

  private static AlertData.Element element(@Nullable Object value) {
    if (value instanceof AlertData.Element element) {
      return element;
    }
    throw new TemplateException("wrong type for value; expected an element of a query");
  }

  private static Object first(List<?> list) {
    if (list.isEmpty()) {
      throw new TemplateException("first() called on vector with no elements");
    }
    return list.getFirst();
  }

  private static List<?> sorted(String label, List<?> list) {
    return list.stream()
        .map(RuleFunctions::element)
        .sorted(
            Comparator.comparing(
                (AlertData.Element element) -> element.sample().labels().get(label),
                Labels::compareText))
        .toList();
  }

  private static Map<String, @Nullable Object> arguments(List<@Nullable Object> values) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      all.put("arg" + i, values.get(i));
    }
    return all;
  }

  private static Pattern pattern(String text) {
    try {
      return Regex.compile(text, 0);
    } catch (RegexException e) {
      throw new TemplateException(e.reason());
    }
  }

  private static String replaceAll(String pattern, String replacement, String text) {
    Matcher matcher = pattern(pattern).matcher(text);
    Expansion expansion = new Expansion(replacement);
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (matcher.find()) {
      String expanded = expansion.expand(matcher);
      out.append(text, at, matcher.start()).append(expanded);
      at = matcher.end();
      if (expanded == null || out.length() > MAX_TEXT) {
        throw new TemplateException("a text is larger than " + MAX_TEXT + " characters");
      }
    }
    return out.append(text, at, text.length()).toString();
  }

  /// The text with the first letter of each word in title case.
  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    boolean wasJoint = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean isCased =
          Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
      out.appendCodePoint(isCased && !inWord ? Character.toTitleCase(c) : c);
      boolean isJoint = JOINTS.indexOf(c) >= 0;
      if (isCased) {
        inWord = true;
      } else if (isJoint ? wasJoint : !isPartOfWord(c)) {
        inWord = false;
      }
      wasJoint = isJoint;
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private static boolean isPartOfWord(int c) {
    return Character.isLetterOrDigit(c)
        || c == '_'
        || Character.getType(c) == Character.NON_SPACING_MARK;
  }

  private static String link(String expression, int tab) {
    return "/graph?g0.expr=" + GoText.queryEscape(expression) + "&g0.tab=" + tab;
  }

  private static String path(AlertData data) {
    try {
      String path = URI.create(data.settings().externalUrl()).getPath();
      return path == null ? "" : path;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static double seconds(String text) {
    boolean negative = text.startsWith("-");
    Long millis = DurationText.parsePrometheus(negative ? text.substring(1) : text);
    if (millis == null) {
      throw new TemplateException(durationProblem(negative ? text.substring(1) : text));
    }
    return (negative ? -millis : millis) / 1e3;
  }

  /// What is wrong with a text that is no duration.
  private static String durationProblem(String text) {
    if (text.isEmpty()) {
      return "empty duration string";
    }
    for (int at = 0; at < text.length(); ) {
      int unit = at;
      while (unit < text.length() && isDigit(text.charAt(unit))) {
        unit++;
      }
      int end = unit;
      while (end < text.length() && !isDigit(text.charAt(end))) {
        end++;
      }
      if (unit == at || end == unit) {
        break;
      }
      String name = text.substring(unit, end);
      if (!UNITS.contains(name)) {
        return "unknown unit \"" + name + "\" in duration \"" + text + "\"";
      }
      at = end;
    }
    return "not a valid duration string: \"" + text + "\"";
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
