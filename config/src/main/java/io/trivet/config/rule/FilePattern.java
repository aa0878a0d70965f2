package io.trivet.config.rule;

import io.trivet.core.label.Regex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A pattern for paths: `*` for any characters of one name, `?` for one, `[a-z]` for one of some.
final class FilePattern {
  private static final int MAX_FILES = 10_000;
  private static final String META = "*?[";

  private final String pattern;

  private FilePattern(String pattern) {
    this.pattern = pattern;
  }

  static FilePattern of(String pattern) {
    return new FilePattern(pattern);
  }

  /// The files that match, sorted; relative to the directory if the pattern is relative.
  List<String> matches(Path directory) throws IOException {
    Path path = Path.of(pattern);
    List<Path> found = List.of(path.isAbsolute() ? path.getRoot() : Path.of(""));
    for (Path name : path) {
      List<Path> next = new ArrayList<>();
      for (Path parent : found) {
        below(directory, parent, name.toString(), next);
      }
      found = next;
    }
    return found.stream()
        .filter(file -> Files.isRegularFile(directory.resolve(file)))
        .map(Path::toString)
        .sorted()
        .toList();
  }

  private static void below(Path directory, Path parent, String name, List<Path> next)
      throws IOException {
    if (name.chars().noneMatch(c -> META.indexOf(c) >= 0)) {
      next.add(parent.resolve(name));
      return;
    }
    Path full = directory.resolve(parent);
    if (!Files.isDirectory(full)) {
      return;
    }
    Regex regex = Regex.anchored(regex(name));
    try (Stream<Path> files = Files.list(full)) {
      files
          .limit(MAX_FILES)
          .map(file -> file.getFileName().toString())
          .filter(file -> regex.matches(file) && (!file.startsWith(".") || name.startsWith(".")))
          .sorted()
          .forEach(file -> next.add(parent.resolve(file)));
    }
  }

  private static String regex(String name) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      int close = c == '[' ? name.indexOf(']', i + 2) : -1;
      if (c == '*') {
        out.append(".*");
      } else if (c == '?') {
        out.append('.');
      } else if (close > 0) {
        out.append(name, i, close + 1);
        i = close;
      } else {
        out.append("\\.+()|[]{}^$".indexOf(c) >= 0 ? "\\" : "").append(c);
      }
    }
    return out.toString();
  }
}
