package io.trivet.metrics.otlp;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts the labels of a series together. Strongest first: the metric name, job and instance of the
/// resource, attributes of the data point, promoted attributes of the resource, the scope. Safe for
/// use from any thread.
public final class SeriesLabels {
  static final String SERVICE_NAME = "service.name";
  static final String SERVICE_NAMESPACE = "service.namespace";
  static final String SERVICE_INSTANCE = "service.instance.id";
  private static final Set<String> IDENTIFYING =
      Set.of(SERVICE_NAME, SERVICE_NAMESPACE, SERVICE_INSTANCE);
  private static final String TARGET_INFO = "target_info";

  private final TranslationOptions options;

  public SeriesLabels(TranslationOptions options) {
    this.options = options;
  }

  /// The labels that all series of a data point share, without the metric name.
  ///
  /// @throws UntranslatableException if an attribute name has no counterpart
  public Labels of(
      Map<String, String> attributes, Map<String, String> resource, MetricScope scope) {
    LabelsBuilder labels = new LabelsBuilder();
    if (options.promoteScope() && !scope.name().isEmpty()) {
      scope.attributes().forEach((key, value) -> labels.set(scopeAttribute(key), value));
      labels.set("otel_scope_name", scope.name());
      labels.set("otel_scope_version", scope.version());
      labels.set("otel_scope_schema_url", scope.schemaUrl());
    }
    resource.forEach((key, value) -> {
      if (options.resource().promotes(key)) {
        labels.set(LabelNames.translate(key, options.names()), value);
      }
    });
    addSorted(attributes, labels);
    return addIdentity(resource, labels).build();
  }

  private String scopeAttribute(String key) {
    return LabelNames.translate("otel_scope_" + key, options.names());
  }

  /// Adds attributes; several that become one label are joined with `;` in the order of their keys.
  private void addSorted(Map<String, String> attributes, LabelsBuilder labels) {
    List<String> keys = new ArrayList<>(attributes.keySet());
    keys.sort(Labels::compareText);
    LabelsBuilder own = new LabelsBuilder();
    for (String key : keys) {
      String name = LabelNames.translate(key, options.names());
      String before = own.get(name);
      String value = attributes.getOrDefault(key, "");
      own.set(name, before.isEmpty() ? value : before + ";" + value);
    }
    own.build().forEach(labels::set);
  }

  private static LabelsBuilder addIdentity(Map<String, String> resource, LabelsBuilder labels) {
    String service = resource.get(SERVICE_NAME);
    if (service != null) {
      String namespace = resource.getOrDefault(SERVICE_NAMESPACE, "");
      labels.set("job", namespace.isEmpty() ? service : namespace + "/" + service);
    }
    String instance = resource.get(SERVICE_INSTANCE);
    if (instance != null) {
      labels.set("instance", instance);
    }
    return labels;
  }

  /// The labels of `target_info`; null if the resource has nothing that identifies it, or nothing
  /// else.
  ///
  /// @throws UntranslatableException if an attribute name has no counterpart
  public @Nullable Labels targetInfo(Map<String, String> resource) {
    if (IDENTIFYING.containsAll(resource.keySet())) {
      return null;
    }
    LabelsBuilder labels = new LabelsBuilder();
    Map<String, String> shown = new HashMap<>(resource);
    if (!options.resource().keepIdentifying()) {
      shown.keySet().removeAll(IDENTIFYING);
    }
    addSorted(shown, labels);
    addIdentity(resource, labels);
    if (labels.get("job").isEmpty() && labels.get("instance").isEmpty()) {
      return null;
    }
    return labels.set(Labels.METRIC_NAME, TARGET_INFO).build();
  }

  /// Labels of one series of a data point.
  ///
  /// @param shared from [#of]
  /// @param metric name, with a suffix such as `_bucket`
  /// @param extraName `le`, `quantile` or ""
  public static Labels series(Labels shared, String metric, String extraName, String extraValue) {
    LabelsBuilder labels = new LabelsBuilder(shared).set(Labels.METRIC_NAME, metric);
    return (extraName.isEmpty() ? labels : labels.set(extraName, extraValue)).build();
  }

  /// Adds `__type__` and `__unit__` where that is wanted.
  public Labels typed(Labels shared, TranslatedMetric metric) {
    if (!options.typeAndUnitLabels()) {
      return shared;
    }
    LabelsBuilder labels = new LabelsBuilder(shared);
    // Prometheus leaves unknown types out.
    labels.set("__type__", metric.type().equals("unknown") ? "" : metric.type());
    return labels.set("__unit__", metric.unit()).build();
  }
}
