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
import org.jspecify.annotations.Nullable;

/// Puts the scrape jobs of the files that `scrape_config_files` names behind those of the document:
///
/// ```
/// scrape_config_files: ["jobs/*.yml"]  ->  jobs/*.yml: scrape_configs: [...]
/// ```
///
/// A pattern can have wildcards in its last part. Relative patterns start at the directory of the
/// configuration file.
final class ScrapeConfigFiles {
  private static final int MAX_FILES = 1_000;
  private static final String KEY = "scrape_configs";

  private final Path directory;
  private final Problems problems;

  ScrapeConfigFiles(Path directory, Problems problems) {
    this.directory = directory;
    this.problems = problems;
  }

  YamlNode.Mapping added(YamlNode.Mapping root) {
    if (!(root.get("scrape_config_files") instanceof YamlNode.Sequence patterns)) {
      return root;
    }
    List<YamlNode> jobs = new ArrayList<>();
    YamlNode own = root.get(KEY);
    if (own instanceof YamlNode.Sequence sequence) {
      jobs.addAll(sequence.items());
    } else if (own != null && !own.isNull()) {
      return root;
    }
    int before = jobs.size();
    for (YamlNode pattern : patterns.items()) {
      if (pattern instanceof YamlNode.Scalar scalar) {
        for (Path file : matching(scalar)) {
          jobs.addAll(jobsOf(file));
        }
      }
    }
    if (jobs.size() == before) {
      return root;
    }
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>(root.entries());
    entries.put(KEY, new YamlNode.Entry(patterns.at(), new YamlNode.Sequence(jobs, patterns.at())));
    return new YamlNode.Mapping(entries, root.at());
  }

  /// Files that match, sorted; a pattern that matches none is told.
  private List<Path> matching(YamlNode.Scalar pattern) {
    List<Path> found = new ArrayList<>();
    Path path = directory.resolve(pattern.text());
    Path folder = path.getParent();
    Path name = path.getFileName();
    if (folder == null || name == null) {
      return found;
    }
    try {
      PathMatcher matcher = folder.getFileSystem().getPathMatcher("glob:" + name);
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        for (Path file : all) {
          Path last = file.getFileName();
          if (last != null && matcher.matches(last) && Files.isRegularFile(file)) {
            found.add(file);
          }
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      problems.error(
          pattern.at(), pattern.text(), "the files cannot be listed: " + e.getMessage(), null);
      return List.of();
    }
    if (found.size() > MAX_FILES) {
      problems.error(pattern.at(), pattern.text(), "more than " + MAX_FILES + " files match", null);
      return List.of();
    }
    if (found.isEmpty()) {
      problems.notice(pattern.at(), pattern.text(), "no file matches " + pattern.text());
    }
    found.sort(null);
    return found;
  }

  private List<YamlNode> jobsOf(Path file) {
    String name = directory.relativize(file).toString();
    String text = Configuration.read(file, name, problems);
    YamlNode root = text == null ? null : YamlReader.read(name, text, problems);
    if (root == null || root.isNull()) {
      return List.of();
    }
    YamlNode jobs = onlyJobs(root);
    if (jobs instanceof YamlNode.Sequence sequence) {
      return sequence.items();
    }
    if (jobs == null || !jobs.isNull()) {
      problems.error(
          root.at(),
          "",
          "the file must hold a list of jobs under " + KEY + " and nothing else",
          null);
    }
    return List.of();
  }

  /// The value of the one key that the file may have, null if it has another.
  private static @Nullable YamlNode onlyJobs(YamlNode root) {
    return root instanceof YamlNode.Mapping mapping && mapping.entries().size() == 1
        ? mapping.get(KEY)
        : null;
  }
}
