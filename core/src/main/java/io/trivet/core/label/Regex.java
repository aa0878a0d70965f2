package io.trivet.core.label;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A regular expression in RE2 syntax; matching takes time linear in the input whatever the
/// pattern. Simple shapes (a literal, alternatives of literals, `.*`, `.+`, a literal before or
/// after `.*`) are recognised and never reach the engine. Immutable, safe for use from any thread.
///
/// Bounds: alternatives of literals have at most [#MAX_SET_CHARS] characters, any other pattern at
/// most [#MAX_PATTERN_CHARS] and, with its counted repetitions written out, at most about
/// [#MAX_EXPANSION] elements.
public final class Regex {
  public static final int MAX_PATTERN_CHARS = 64 * 1024;
  public static final int MAX_SET_CHARS = 4 * 1024 * 1024;
  static final long MAX_EXPANSION = 200_000;

  private static final String META = "\\.+*?()|[]{}^$";

  private enum Shape {
    /// One of a finite set of texts.
    SET,
    /// Prefix, anything, suffix: `a.*b`; with an empty prefix and suffix, anything at all.
    PREFIX_SUFFIX,
    /// `.*text.*`
    CONTAINS,
    ENGINE
  }

  private final String pattern;

  /// Null for alternatives of literals, which are many sometimes and need the engine rarely.
  private volatile @Nullable Pattern compiled;

  private final Shape shape;
  private final Set<String> set;
  private final String prefix;
  private final String suffix;
  private final int minimumMiddle;

  private Regex(
      String pattern,
      @Nullable Pattern compiled,
      Shape shape,
      Set<String> set,
      String prefix,
      String suffix,
      int minimumMiddle) {
    this.pattern = pattern;
    this.compiled = compiled;
    this.shape = shape;
    this.set = set;
    this.prefix = prefix;
    this.suffix = suffix;
    this.minimumMiddle = minimumMiddle;
  }

  /// A pattern that must match a whole value; `.` matches newlines too.
  ///
  /// @throws RegexException if the pattern is not valid or too large
  public static Regex anchored(String pattern) {
    Set<String> set = pattern.length() > MAX_SET_CHARS ? null : literals(pattern);
    if (set != null) {
      return new Regex(pattern, null, Shape.SET, set, "", "", 0);
    }
    Pattern compiled = compile(pattern, Pattern.DOTALL);
    Regex simple = prefixSuffix(pattern, compiled);
    return simple != null
        ? simple
        : new Regex(pattern, compiled, Shape.ENGINE, Set.of(), literalPrefix(pattern), "", 0);
  }

  /// Compiles a pattern under the limits of this class, for uses which are not whole-value matches.
  ///
  /// @param flags flags of [Pattern]
  /// @throws RegexException if the pattern is not valid or too large
  public static Pattern compile(String pattern, int flags) {
    if (pattern.length() > MAX_PATTERN_CHARS) {
      throw new RegexException(pattern, "longer than " + MAX_PATTERN_CHARS + " characters");
    }
    if (expansion(pattern) > MAX_EXPANSION) {
      throw new RegexException(pattern, "its counted repetitions make it too large");
    }
    try {
      return Pattern.compile(pattern, flags);
    } catch (PatternSyntaxException e) {
      throw new RegexException(pattern, e.getDescription());
    } catch (StackOverflowError e) {
      throw new RegexException(pattern, "nested too deeply");
    }
  }

  public String pattern() {
    return pattern;
  }

  /// The texts that match, if they are a finite set known without the engine; null otherwise.
  public @Nullable Set<String> finiteSet() {
    return shape == Shape.SET ? set : null;
  }

  /// A text every match starts with, "" if none is known.
  public String prefix() {
    return shape == Shape.CONTAINS ? "" : prefix;
  }

  /// Whether every value matches.
  public boolean matchesEverything() {
    return shape == Shape.PREFIX_SUFFIX
        && prefix.isEmpty()
        && suffix.isEmpty()
        && minimumMiddle == 0;
  }

  /// Whether every value but perhaps the empty one matches.
  public boolean matchesEverythingButEmpty() {
    return shape == Shape.PREFIX_SUFFIX
        && prefix.isEmpty()
        && suffix.isEmpty()
        && minimumMiddle <= 1;
  }

  /// Whether the whole value matches.
  public boolean matches(String value) {
    return switch (shape) {
      case SET -> set.contains(value);
      case PREFIX_SUFFIX ->
          value.length() >= prefix.length() + suffix.length() + minimumMiddle
              && value.startsWith(prefix)
              && value.endsWith(suffix);
      case CONTAINS -> value.contains(prefix);
      case ENGINE -> value.startsWith(prefix) && engine().matches(value);
    };
  }

  /// A matcher of the engine over the value, for capture groups.
  ///
  /// @throws RegexException if the pattern has more than [#MAX_PATTERN_CHARS] characters
  public Matcher matcher(String value) {
    return engine().matcher(value);
  }

  private Pattern engine() {
    Pattern ready = compiled;
    if (ready == null) {
      ready = compile(pattern, Pattern.DOTALL);
      compiled = ready;
    }
    return ready;
  }

  /// Matches of a pattern that is `(a|b|c)` or `a|b|c` of plain literals; null for any other.
  private static @Nullable Set<String> literals(String pattern) {
    String body = pattern;
    if (body.startsWith("(") && body.endsWith(")")) {
      body = body.substring(body.startsWith("(?:") ? 3 : 1, body.length() - 1);
    }
    List<StringBuilder> parts = new ArrayList<>();
    parts.add(new StringBuilder());
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c == '|') {
        parts.add(new StringBuilder());
      } else if (c == '\\') {
        i++;
        if (i >= body.length() || META.indexOf(body.charAt(i)) < 0 && body.charAt(i) != '-') {
          return null;
        }
        parts.getLast().append(body.charAt(i));
      } else if (META.indexOf(c) >= 0) {
        return null;
      } else {
        parts.getLast().append(c);
      }
    }
    Set<String> set = new HashSet<>();
    parts.forEach(part -> set.add(part.toString()));
    return Collections.unmodifiableSet(set);
  }

  private static @Nullable Regex prefixSuffix(String pattern, Pattern compiled) {
    String prefix = literalPrefix(pattern);
    String rest = pattern.substring(escapedLength(pattern, prefix));
    if (!rest.startsWith(".*") && !rest.startsWith(".+")) {
      return null;
    }
    int minimum = rest.charAt(1) == '+' ? 1 : 0;
    rest = rest.substring(2);
    String middle = literalPrefix(rest);
    String tail = rest.substring(escapedLength(rest, middle));
    if (tail.isEmpty()) {
      return new Regex(pattern, compiled, Shape.PREFIX_SUFFIX, Set.of(), prefix, middle, minimum);
    }
    if (tail.equals(".*") && minimum == 0 && prefix.isEmpty() && !middle.isEmpty()) {
      return new Regex(pattern, compiled, Shape.CONTAINS, Set.of(), middle, "", 0);
    }
    return null;
  }

  /// The plain characters the pattern starts with, as far as no operator can reach into them.
  private static String literalPrefix(String pattern) {
    if (pattern.indexOf('|') >= 0) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      int width = 1;
      if (c == '\\') {
        if (i + 1 >= pattern.length() || META.indexOf(pattern.charAt(i + 1)) < 0) {
          break;
        }
        c = pattern.charAt(i + 1);
        width = 2;
      } else if (META.indexOf(c) >= 0 || Character.isSurrogate(c)) {
        break;
      }
      if (i + width < pattern.length() && "*?{+".indexOf(pattern.charAt(i + width)) >= 0) {
        break;
      }
      out.append(c);
      i += width;
    }
    return out.toString();
  }

  private static int escapedLength(String pattern, String literal) {
    int at = 0;
    for (int i = 0; i < literal.length(); i++) {
      at += pattern.charAt(at) == '\\' ? 2 : 1;
    }
    return at;
  }

  /// An upper estimate of the number of elements once counted repetitions are written out.
  private static long expansion(String pattern) {
    long[] sizes = new long[pattern.length() + 2];
    int depth = 0;
    long last = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '\\' -> {
          i++;
          last = 1;
          sizes[depth]++;
        }
        case '(' -> sizes[++depth] = 1;
        case ')' -> {
          if (depth > 0) {
            last = sizes[depth--];
            sizes[depth] += last;
          }
        }
        case '{' -> {
          int close = pattern.indexOf('}', i);
          long times = close < 0 ? 0 : largestNumber(pattern, i + 1, close);
          if (times > 1) {
            sizes[depth] += last * (times - 1);
            last *= times;
            i = close;
          }
        }
        default -> {
          last = 1;
          sizes[depth]++;
        }
      }
      if (sizes[depth] > MAX_EXPANSION) {
        return sizes[depth];
      }
    }
    return sizes[0];
  }

  private static long largestNumber(String text, int from, int to) {
    long largest = 0;
    long current = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        current = Math.min(100_000, current * 10 + (c - '0'));
        largest = Math.max(largest, current);
      } else if (c == ',') {
        current = 0;
      } else {
        return 0;
      }
    }
    return largest;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Regex that && pattern.equals(that.pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
