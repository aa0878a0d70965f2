package io.trivet.logs.logql.pipeline;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.trivet.core.label.Regex;
import io.trivet.core.label.RegexException;
import io.trivet.logs.logql.text.LineMatcher;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sets labels from the named groups of the first match of a pattern in the line.
final class RegexpStage implements RunnableStage {
  private static final Pattern GROUP = Pattern.compile("\\(\\?P?<(\\w+)>");

  private final Pattern pattern;
  private final @Nullable String[] names;
  private final LineMatcher prefilter;
  private final ParsedLabels labels;

  RegexpStage(String text, RequiredLabels required) {
    this.labels = new ParsedLabels(required);
    checkNames(text);
    try {
      this.pattern = Regex.compile(text, 0);
      this.prefilter = LineMatcher.regex(text);
    } catch (RegexException e) {
      throw new PipelineException("invalid regexp parser: error parsing regexp: " + e.reason());
    }
    this.names = new String[pattern.groupCount() + 1];
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, Integer> group : pattern.namedGroups().entrySet()) {
      labels.truncateName(0);
      byte[] name = group.getKey().getBytes(StandardCharsets.UTF_8);
      labels.appendName(name, 0, name.length);
      names[group.getValue()] = labels.name();
      if (!seen.add(labels.name())) {
        throw new PipelineException(
            "invalid regexp parser: duplicate extracted label name '" + labels.name() + "'");
      }
    }
    if (seen.isEmpty()) {
      throw new PipelineException(
          "invalid regexp parser: at least one named capture must be supplied");
    }
  }

  /// The engine refuses repeated names too, but does not say which.
  private static void checkNames(String text) {
    Set<String> names = new HashSet<>();
    Matcher group = GROUP.matcher(text);
    while (group.find()) {
      if (!names.add(group.group(1))) {
        throw new PipelineException(
            "invalid regexp parser: duplicate extracted label name '" + group.group(1) + "'");
      }
    }
  }

  @Override
  public boolean run(EntryState entry) {
    if (labels.none()
        || !prefilter.needles().isEmpty()
            && !prefilter.matches(entry.line(), entry.from(), entry.to())) {
      return true;
    }
    labels.start();
    Matcher matcher = pattern.matcher(entry.lineText());
    if (!matcher.find()) {
      return true;
    }
    for (int i = 1; i < names.length; i++) {
      String name = names[i];
      String target = name == null ? null : labels.target(entry, name);
      if (target != null) {
        String value = matcher.group(i);
        labels.set(entry, target, value == null ? "" : value);
      }
    }
    return true;
  }
}
