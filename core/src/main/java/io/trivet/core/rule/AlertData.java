package io.trivet.core.rule;

import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.template.GoText;
import io.trivet.core.template.TemplateException;
import io.trivet.core.template.TemplateObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the templates of an alerting rule see of one element of its expression.
record AlertData(
    RuleSample sample,
    RuleSettings settings,
    long timeMs,
    RuleLanguage language,
    RuleGroup.Key group)
    implements TemplateObject {
  @Override
  public @Nullable Object field(String name) {
    return switch (name) {
      case "Labels" -> new LabelMap(sample.labels());
      case "ExternalLabels" -> new LabelMap(settings.externalLabels());
      case "ExternalURL" -> settings.externalUrl();
      case "Value" -> value(sample);
      default -> throw unknown(name);
    };
  }

  private static TemplateException unknown(String name) {
    return new TemplateException(
        "can't evaluate field "
            + name
            + ": there are Labels, Value, and for alerts ExternalLabels and ExternalURL");
  }

  private static @Nullable Object value(RuleSample sample) {
    Object histogram = sample.histogram();
    return histogram == null ? (Object) sample.value() : histogram.toString();
  }

  @Override
  public @Nullable Map<String, ?> asMap() {
    return null;
  }

  /// The elements of another expression, at the time of the evaluation.
  List<Element> query(String expression) {
    try {
      return language.evaluate(group, expression, timeMs).stream().map(Element::new).toList();
    } catch (TrivetException e) {
      throw new TemplateException(e.reason());
    }
  }

  @Override
  public String toString() {
    return "{" + field("Labels") + " " + GoText.print(value(sample)) + "}";
  }

  /// Labels as a map in which an absent one is an empty text.
  record LabelMap(Labels labels) implements TemplateObject {
    @Override
    public String field(String name) {
      return labels.get(name);
    }

    @Override
    public Map<String, ?> asMap() {
      return labels.toMap();
    }

    @Override
    public String toString() {
      return GoText.print(labels.toMap());
    }
  }

  /// An element of a query in a template.
  record Element(RuleSample sample) implements TemplateObject {
    @Override
    public @Nullable Object field(String name) {
      return switch (name) {
        case "Labels" -> new LabelMap(sample.labels());
        case "Value" -> value(sample);
        default -> throw unknown(name);
      };
    }

    @Override
    public @Nullable Map<String, ?> asMap() {
      return null;
    }

    @Override
    public String toString() {
      return "{" + field("Labels") + " " + GoText.print(value(sample)) + "}";
    }
  }
}
