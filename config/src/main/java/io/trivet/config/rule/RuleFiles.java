package io.trivet.config.rule;

import io.trivet.config.bind.Binder;
import io.trivet.config.problem.Position;
import io.trivet.config.problem.Problems;
import io.trivet.config.yaml.YamlNode;
import io.trivet.config.yaml.YamlReader;
import io.trivet.core.rule.RuleGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Reads rule files.
public final class RuleFiles {
  private static final int MAX_BYTES = YamlReader.MAX_LENGTH * 4;

  private final Path directory;
  private final RuleDefaults defaults;
  private final UnaryOperator<String> language;
  private final Problems problems;

  /// @param directory what relative paths start from
  /// @param language gives the canonical text of an expression
  /// @param problems hears of everything that is wrong
  public RuleFiles(
      Path directory, RuleDefaults defaults, UnaryOperator<String> language, Problems problems) {
    this.directory = directory;
    this.defaults = defaults;
    this.language = language;
    this.problems = problems;
  }

  /// The groups of all files that the patterns match, in the order of patterns and names. Files are
  /// named as the patterns name them: relative to the directory where those are relative.
  ///
  /// @param at where the patterns are written
  public List<RuleGroup> matching(List<String> patterns, Position at) {
    List<RuleGroup> groups = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (String pattern : patterns) {
      try {
        List<String> files = FilePattern.of(pattern).matches(directory);
        if (files.isEmpty()) {
          problems.notice(at, pattern, "rule_files: \"" + pattern + "\" matches no file");
        }
        for (String file : files) {
          if (!seen.contains(file)) {
            seen.add(file);
            groups.addAll(read(file));
          }
        }
      } catch (IOException e) {
        problems.error(
            at, pattern, "rule_files: \"" + pattern + "\" cannot be read: " + e.getMessage(), null);
      }
    }
    return groups;
  }

  /// The groups of one file; empty when it has errors.
  public List<RuleGroup> read(String file) {
    try (InputStream in = Files.newInputStream(directory.resolve(file))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        problems.error(
            new Position(file, 1, 1), "", "the file has more than " + MAX_BYTES + " bytes", null);
        return List.of();
      }
      return parse(file, new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      problems.error(Position.of(file), file, "cannot be read: " + e.getMessage(), null);
      return List.of();
    }
  }

  /// The groups of a text; empty when it has errors.
  public List<RuleGroup> parse(String file, String text) {
    int before = problems.errorCount();
    YamlNode root = YamlReader.read(file, text, problems);
    if (problems.errorCount() > before) {
      return List.of();
    }
    RuleFileOptions options = new Binder(problems).bind(RuleFileOptions.class, root, file);
    if (options == null || root == null) {
      return List.of();
    }
    List<RuleGroup> groups =
        new GroupChecks(file, root, defaults, language, problems).groups(options);
    return problems.errorCount() == before ? groups : List.of();
  }
}
