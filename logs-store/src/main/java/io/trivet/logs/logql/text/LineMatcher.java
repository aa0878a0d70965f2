package io.trivet.logs.logql.text;

import com.google.re2j.Pattern;
import io.trivet.core.label.Regex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// A test of a whole line, given as bytes. Immutable.
public sealed interface LineMatcher {
  boolean matches(byte[] bytes, int from, int to);

  /// Texts of which every matching line contains at least one; empty when nothing is known. With
  /// [#isExact] containing one is all it takes.
  default List<byte[]> needles() {
    return List.of();
  }

  default boolean isExact() {
    return false;
  }

  /// Lines which contain the text.
  static LineMatcher contains(String text) {
    return text.isEmpty()
        ? new Always(true)
        : new ContainsAny(List.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Lines in which the RE2 pattern is found.
  ///
  /// @throws io.trivet.core.label.RegexException if it is none
  static LineMatcher regex(String pattern) {
    Pattern compiled = Regex.compile(pattern, 0);
    RegexLiterals literals = RegexLiterals.of(pattern);
    if (literals.matchesEverything()) {
      return new Always(true);
    }
    List<byte[]> needles =
        literals.required().stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toList();
    if (literals.isExact()) {
      return new ContainsAny(needles);
    }
    byte[] folded = literals.ignoringCase().getBytes(StandardCharsets.US_ASCII);
    return folded.length > 0
        ? new ContainsIgnoringCase(folded, compiled)
        : new Engine(compiled, needles);
  }

  record Always(boolean result) implements LineMatcher {
    @Override
    public boolean matches(byte[] bytes, int from, int to) {
      return result;
    }
  }

  /// Lines that contain one of the texts.
  record ContainsAny(List<byte[]> needles) implements LineMatcher {
    @Override
    public boolean matches(byte[] bytes, int from, int to) {
      for (byte[] needle : needles) {
        if (ByteSearch.indexOf(bytes, from, to, needle) >= 0) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean isExact() {
      return true;
    }
  }

  /// Lines that contain an ASCII text in whatever case. Lines with other characters, some of which
  /// fold to ASCII letters, are left to the engine when the plain search fails.
  record ContainsIgnoringCase(byte[] lower, Pattern engine) implements LineMatcher {
    @Override
    public boolean matches(byte[] bytes, int from, int to) {
      int end = to - lower.length;
      byte first = lower[0];
      boolean ascii = true;
      for (int i = from; i < to; i++) {
        byte b = bytes[i];
        ascii &= b >= 0;
        if (i <= end && fold(b) == first && matchesAt(bytes, i)) {
          return true;
        }
      }
      return !ascii && engine.matcher(Arrays.copyOfRange(bytes, from, to)).find();
    }

    private boolean matchesAt(byte[] bytes, int at) {
      for (int i = 1; i < lower.length; i++) {
        if (fold(bytes[at + i]) != lower[i]) {
          return false;
        }
      }
      return true;
    }

    private static byte fold(byte b) {
      return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
  }

  /// Lines in which the engine finds the pattern; needles spare it most of them.
  record Engine(Pattern pattern, List<byte[]> needles) implements LineMatcher {
    @Override
    public boolean matches(byte[] bytes, int from, int to) {
      if (!needles.isEmpty()) {
        boolean candidate = false;
        for (byte[] needle : needles) {
          candidate |= ByteSearch.indexOf(bytes, from, to, needle) >= 0;
        }
        if (!candidate) {
          return false;
        }
      }
      return pattern.matcher(Arrays.copyOfRange(bytes, from, to)).find();
    }
  }

  /// Lines in which an address of the range stands.
  record Address(AddressRange range) implements LineMatcher {
    @Override
    public boolean matches(byte[] bytes, int from, int to) {
      return range.foundIn(bytes, from, to);
    }
  }

  /// Lines which have the literals of a pattern with captures in order.
  ///
  /// @param literals the texts between captures
  /// @param startsWithCapture whether a capture comes before the first literal
  /// @param endsWithCapture whether one comes after the last
  record Captures(List<byte[]> literals, boolean startsWithCapture, boolean endsWithCapture)
      implements LineMatcher {
    @Override
    public boolean matches(byte[] bytes, int from, int to) {
      if (literals.isEmpty()) {
        return startsWithCapture ? to > from : to == from;
      }
      int at = from;
      for (int i = 0; i < literals.size(); i++) {
        byte[] literal = literals.get(i);
        int found = ByteSearch.indexOf(bytes, at, to, literal);
        boolean afterCapture = i > 0 || startsWithCapture;
        if (found < 0 || afterCapture && found == at) {
          return false;
        }
        at = found + literal.length;
      }
      return endsWithCapture ? at < to : at == to;
    }

    @Override
    public List<byte[]> needles() {
      return literals.stream()
          .max((a, b) -> Integer.compare(a.length, b.length))
          .map(List::of)
          .orElse(List.of());
    }
  }
}
