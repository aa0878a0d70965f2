package io.trivet.config.rule;

import io.trivet.config.bind.OptionPaths;
import io.trivet.config.problem.Problems;
import io.trivet.config.yaml.YamlNode;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.rule.Rule;
import io.trivet.core.rule.RuleGroup;
import io.trivet.core.rule.RuleTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Makes the groups of one file, and finds what is wrong with them; messages have the words of
/// Prometheus where it has some.
final class GroupChecks {
  private final String file;
  private final YamlNode root;
  private final RuleDefaults defaults;
  private final UnaryOperator<String> language;
  private final Problems problems;

  GroupChecks(
      String file,
      YamlNode root,
      RuleDefaults defaults,
      UnaryOperator<String> language,
      Problems problems) {
    this.file = file;
    this.root = root;
    this.defaults = defaults;
    this.language = language;
    this.problems = problems;
  }

  List<RuleGroup> groups(RuleFileOptions options) {
    List<RuleGroup> groups = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < options.groups().size(); i++) {
      RuleFileOptions.Group group = options.groups().get(i);
      String path = "groups[" + i + "]";
      if (group.name().isEmpty()) {
        error(path + ".name", "Groupname must not be empty");
      } else if (!names.add(group.name())) {
        error(path + ".name", "groupname: \"" + group.name() + "\" is repeated in the same file");
      }
      groups.add(group(group, path));
    }
    return groups;
  }

  private RuleGroup group(RuleFileOptions.Group group, String path) {
    if (group.interval().isNegative()) {
      error(path + ".interval", "the interval must be longer than 0");
    }
    names(group.labels(), path + ".labels", "label");
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < group.rules().size(); i++) {
      Rule rule = rule(group.rules().get(i), group.labels(), path + ".rules[" + i + "]");
      if (rule != null) {
        rules.add(rule);
      }
    }
    long interval = group.interval().toMillis();
    return new RuleGroup(
        file,
        group.name(),
        interval > 0 ? interval : defaults.intervalMs(),
        group.queryOffset() == null ? defaults.queryOffsetMs() : group.queryOffset().toMillis(),
        Math.max(0, group.limit()), // less than none is no limit either
        rules);
  }

  private @Nullable Rule rule(RuleFileOptions.Entry rule, Map<String, String> shared, String path) {
    boolean recording = !rule.record().isEmpty();
    if (recording == !rule.alert().isEmpty()) {
      error(
          path,
          recording
              ? "only one of 'record' and 'alert' must be set"
              : "one of 'record' or 'alert' must be set");
      return null;
    }
    String expression = expression(rule.expr(), path);
    names(rule.labels(), path + ".labels", "label");
    names(rule.annotations(), path + ".annotations", "annotation");
    Map<String, String> labels = new HashMap<>(shared);
    labels.putAll(rule.labels());
    if (recording) {
      recordingOnly(rule, path);
      return new Rule.Recording(rule.record(), expression, labels);
    }
    templates(rule.alert(), rule.labels(), path + ".labels");
    templates(rule.alert(), rule.annotations(), path + ".annotations");
    return new Rule.Alerting(
        rule.alert(),
        expression,
        rule.for_().toMillis(),
        rule.keepFiringFor().toMillis(),
        labels,
        rule.annotations());
  }

  private String expression(String text, String path) {
    if (text.isBlank()) {
      error(path + ".expr", "field 'expr' must be set in rule");
      return text;
    }
    try {
      return language.apply(text);
    } catch (TrivetException e) {
      error(path + ".expr", "could not parse expression: " + e.reason());
      return text;
    }
  }

  private void recordingOnly(RuleFileOptions.Entry rule, String path) {
    String name = rule.record();
    if (name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
      error(
          path + ".record",
          "braces present in the recording rule name; should it be in expr?: " + name);
    }
    if (!rule.annotations().isEmpty()) {
      error(path + ".annotations", "invalid field 'annotations' in recording rule");
    }
    if (!rule.for_().isZero()) {
      error(path + ".for", "invalid field 'for' in recording rule");
    }
    if (!rule.keepFiringFor().isZero()) {
      error(path + ".keep_firing_for", "invalid field 'keep_firing_for' in recording rule");
    }
  }

  private void names(Map<String, String> labels, String path, String kind) {
    for (String name : labels.keySet()) {
      if (name.isEmpty() || kind.equals("label") && name.equals(Labels.METRIC_NAME)) {
        error(path, "invalid " + kind + " name: " + name);
      }
    }
  }

  private void templates(String alert, Map<String, String> texts, String path) {
    texts.forEach((name, text) -> {
      String problem = RuleTemplate.of("__alert_" + alert, text).problem();
      if (!problem.isEmpty()) {
        YamlNode all = OptionPaths.find(root, path);
        YamlNode one = all instanceof YamlNode.Mapping mapping ? mapping.get(name) : null;
        problems.error(
            one == null ? OptionPaths.positionOf(root, path, file) : one.at(),
            text,
            path + "." + name + ": could not parse template: " + problem,
            null);
      }
    });
  }

  private void error(String path, String message) {
    YamlNode written = OptionPaths.find(root, path);
    problems.error(
        OptionPaths.positionOf(root, path, file),
        written instanceof YamlNode.Scalar scalar ? scalar.text() : "",
        path + ": " + message,
        null);
  }
}
