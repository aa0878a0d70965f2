package io.trivet.config;

import io.trivet.config.problem.Problems;
import io.trivet.config.yaml.YamlNode;
import io.trivet.config.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;

/// Adds the jobs of the files that `scrape_config_files` names to `scrape_configs`, so that they
/// are bound and checked like the others, with positions in their own files. Relative paths in them
/// begin in the directory of their own file.
final class ScrapeConfigFiles {
  private static final String PATTERNS = "scrape_config_files";
  private static final String JOBS = "scrape_configs";
  private static final int MOST_FILES = 1_000;

  private final Path directory;
  private final Problems problems;

  private ScrapeConfigFiles(Path directory, Problems problems) {
    this.directory = directory;
    this.problems = problems;
  }

  /// @param directory where relative paths begin
  static YamlNode.Mapping merged(YamlNode.Mapping root, Path directory, Problems problems) {
    if (!(root.get(PATTERNS) instanceof YamlNode.Sequence patterns)) {
      return root;
    }
    return new ScrapeConfigFiles(directory, problems).merged(root, patterns);
  }

  private YamlNode.Mapping merged(YamlNode.Mapping root, YamlNode.Sequence patterns) {
    YamlNode own = root.get(JOBS);
    List<YamlNode> jobs = new ArrayList<>();
    if (own instanceof YamlNode.Sequence written) {
      jobs.addAll(written.items());
    } else if (own != null && !own.isNull()) {
      return root; // the binder says what is wrong with it
    }
    for (YamlNode pattern : patterns.items()) {
      if (pattern instanceof YamlNode.Scalar scalar) {
        for (Path file : matches(scalar)) {
          jobs.addAll(jobs(file));
        }
      }
    }
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>(root.entries());
    YamlNode all = new YamlNode.Sequence(jobs, own == null ? patterns.at() : own.at());
    YamlNode.Entry before = entries.get(JOBS);
    entries.put(JOBS, new YamlNode.Entry(before == null ? patterns.at() : before.at(), all));
    return new YamlNode.Mapping(entries, root.at());
  }

  private List<YamlNode> jobs(Path file) {
    Path home = directory.normalize();
    String name = (file.startsWith(home) ? home.relativize(file) : file).toString();
    String text = Configuration.read(file, name, problems);
    YamlNode read = text == null ? null : YamlReader.read(name, text, problems);
    if (read == null || read.isNull()) {
      return List.of();
    }
    if (read instanceof YamlNode.Mapping mapping
        && mapping.entries().keySet().stream().allMatch(JOBS::equals)
        && mapping.get(JOBS) instanceof YamlNode.Sequence jobs) {
      Path parent = file.getParent();
      return jobs.items().stream()
          .map(job -> parent == null ? job : RelativePaths.resolved(job, parent))
          .toList();
    }
    problems.error(
        read.at(), read.text(), "the file must hold the one key " + JOBS + ", a list", null);
    return List.of();
  }

  /// Files that match a pattern, sorted; `*`, `?` and `[...]` stand for characters of one name.
  private Set<Path> matches(YamlNode.Scalar pattern) {
    Path path = directory.resolve(pattern.text()).normalize();
    Set<Path> found = new TreeSet<>();
    Path root = path.getRoot();
    found.add(root == null ? Path.of("") : root);
    try {
      for (Path part : path) {
        found = next(found, part);
      }
    } catch (IOException | PatternSyntaxException e) {
      problems.error(
          pattern.at(), pattern.text(), "the files cannot be listed: " + e.getMessage(), null);
      return new TreeSet<>();
    }
    found.removeIf(file -> !Files.isRegularFile(file));
    if (found.size() >= MOST_FILES) {
      problems.error(
          pattern.at(), pattern.text(), "matches " + MOST_FILES + " files or more", null);
      return new TreeSet<>();
    }
    return found;
  }

  private static Set<Path> next(Set<Path> folders, Path part) throws IOException {
    String name = part.toString();
    TreeSet<Path> found = new TreeSet<>();
    for (Path folder : folders) {
      if (name.chars().noneMatch(c -> c == '*' || c == '?' || c == '[')) {
        found.add(folder.resolve(part));
      } else if (Files.isDirectory(folder)) {
        PathMatcher matcher = folder.getFileSystem().getPathMatcher("glob:" + name);
        try (DirectoryStream<Path> children =
            Files.newDirectoryStream(folder, child -> matcher.matches(child.getFileName()))) {
          for (Path child : children) {
            found.add(child);
            if (found.size() >= MOST_FILES) {
              return found;
            }
          }
        }
      }
    }
    return found;
  }
}
