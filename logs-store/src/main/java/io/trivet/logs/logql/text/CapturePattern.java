package io.trivet.logs.logql.text;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A pattern of literals and captures: `<ip> - <_> [<time>]`. `<_>` captures without a name; a `<`
/// which starts no name is a literal.
///
/// @param parts in order; no two captures are neighbours
public record CapturePattern(List<Part> parts) {
  /// A part of a pattern.
  public sealed interface Part {
    record Literal(byte[] text) implements Part {}

    /// @param name "_" for a capture without a name
    record Capture(String name) implements Part {}
  }

  public CapturePattern {
    parts = List.copyOf(parts);
  }

  /// @throws TrivetException of kind BAD_DATA if captures follow each other or a name is used twice
  public static CapturePattern parse(String pattern) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    Set<String> names = new HashSet<>();
    int i = 0;
    while (i < pattern.length()) {
      int end = pattern.charAt(i) == '<' ? captureEnd(pattern, i) : -1;
      if (end < 0) {
        literal.append(pattern.charAt(i++));
        continue;
      }
      flush(literal, parts);
      String name = pattern.substring(i + 1, end);
      if (!parts.isEmpty() && parts.getLast() instanceof Part.Capture previous) {
        throw problem(
            "found consecutive capture '<"
                + previous.name()
                + "><"
                + name
                + ">': invalid expression; a literal must stand between");
      }
      if (!name.equals("_") && !names.add(name)) {
        throw problem("duplicate capture name (" + name + "): invalid expression");
      }
      parts.add(new Part.Capture(name));
      i = end + 1;
    }
    flush(literal, parts);
    return new CapturePattern(parts);
  }

  /// A pattern without named captures, as a test of lines.
  ///
  /// @throws TrivetException of kind BAD_DATA as [#parse], and for named captures
  public static LineMatcher forLineFilter(String pattern) {
    List<Part> parts = parse(pattern).parts();
    List<byte[]> literals = new ArrayList<>();
    for (Part part : parts) {
      switch (part) {
        case Part.Literal(byte[] text) -> literals.add(text);
        case Part.Capture(String name) -> {
          if (!name.equals("_")) {
            throw problem("named captures are not allowed: found '<" + name + ">'");
          }
        }
      }
    }
    boolean first = !parts.isEmpty() && parts.getFirst() instanceof Part.Capture;
    boolean last = !parts.isEmpty() && parts.getLast() instanceof Part.Capture;
    return new LineMatcher.Captures(literals, first, last);
  }

  private static void flush(StringBuilder literal, List<Part> parts) {
    if (!literal.isEmpty()) {
      parts.add(new Part.Literal(literal.toString().getBytes(StandardCharsets.UTF_8)));
      literal.setLength(0);
    }
  }

  private static int captureEnd(String pattern, int open) {
    int i = open + 1;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
      if (c == '>') {
        return i > open + 1 ? i : -1;
      }
      if (!letter && !(i > open + 1 && c >= '0' && c <= '9')) {
        return -1;
      }
      i++;
    }
    return -1;
  }

  private static TrivetException problem(String text) {
    return new TrivetException(ErrorKind.BAD_DATA, text);
  }
}
