package io.trivet.core.rule;

import io.trivet.core.template.GoTemplate;
import io.trivet.core.template.TemplateException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A label or annotation of an alerting rule: a template over [AlertData]. Immutable.
///
/// The variables `$labels`, `$externalLabels`, `$externalURL` and `$value` are set before it. The
/// language is Go's, the functions are those of Prometheus
/// (https://prometheus.io/docs/prometheus/latest/configuration/template_reference/).
public final class RuleTemplate {
  private static final String VARIABLES =
      "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}"
          + "{{$externalURL := .ExternalURL}}{{$value := .Value}}";

  private final String name;
  private final String text;

  /// Null if the text is as it is, or if it is no template.
  private final @Nullable GoTemplate template;

  private final String problem;

  private RuleTemplate(String name, String text, @Nullable GoTemplate template, String problem) {
    this.name = name;
    this.text = text;
    this.template = template;
    this.problem = problem;
  }

  /// Names of the functions beside those of every Go template, sorted.
  public static Set<String> functions() {
    return RuleFunctions.ALL.names();
  }

  /// @param name how errors call the template
  public static RuleTemplate of(String name, String text) {
    if (!text.contains("{{")) {
      return new RuleTemplate(name, text, null, "");
    }
    try {
      GoTemplate parsed = GoTemplate.parse(name, VARIABLES + text, RuleFunctions.ALL);
      return new RuleTemplate(name, text, parsed, "");
    } catch (TemplateException e) {
      return new RuleTemplate(name, text, null, e.reason());
    }
  }

  /// What is wrong with the text, "" if it is a template.
  public String problem() {
    return problem;
  }

  /// The text for an alert. A failure becomes the text, as an alert must not be lost by it.
  String expand(AlertData data) {
    if (!problem.isEmpty()) {
      return "<error expanding template: error parsing template " + name + ": " + problem + ">";
    }
    if (template == null) {
      return text;
    }
    try {
      return template.execute(data);
    } catch (TemplateException e) {
      return "<error expanding template: error executing template "
          + name
          + ": "
          + e.reason()
          + ">";
    }
  }
}
