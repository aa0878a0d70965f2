package io.trivet.config;

import io.trivet.config.bind.OptionPaths;
import io.trivet.config.option.StorageOptions.Retention;
import io.trivet.config.option.TrivetOptions;
import io.trivet.config.problem.Position;
import io.trivet.config.yaml.YamlNode;
import io.trivet.core.time.DurationText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Keys that say something for several stores at once, or in the spelling of Prometheus. Their
/// values are copied to the keys of the stores, unless those are written as well.
final class SharedKeys {
  private static final Map<String, String> TARGET_TO_SOURCE = targets();

  private SharedKeys() {}

  private static Map<String, String> targets() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("metrics.retention", "storage.tsdb.retention.time");
    all.put("metrics.out_of_order_window", "storage.tsdb.out_of_order_time_window");
    all.put("metrics.max_exemplars", "storage.exemplars.max_exemplars");
    return all;
  }

  /// A document with the values of shared keys at the keys of the stores.
  ///
  /// @param options what the document says without the copies
  static YamlNode.Mapping spread(YamlNode.Mapping document, TrivetOptions options) {
    YamlNode.Mapping result = document;
    for (Map.Entry<String, String> pair : TARGET_TO_SOURCE.entrySet()) {
      result = copy(result, pair.getValue(), pair.getKey());
    }
    for (String store : List.of("metrics", "logs", "traces")) {
      result = copy(result, "wal.sync", store + ".journal.sync");
      result = copy(result, "wal.interval", store + ".journal.sync_interval");
    }
    Retention retention = options.storage().retention();
    result = keep(result, "metrics", retention.metrics());
    result = keep(result, "logs", retention.logs());
    return keep(result, "traces", retention.traces());
  }

  /// The retention holds with its default too: stores have other ones when used alone.
  private static YamlNode.Mapping keep(YamlNode.Mapping document, String store, Duration age) {
    String source = "storage.retention." + store;
    Position at = OptionPaths.positionOf(document, source, document.at().source());
    String text = DurationText.formatPrometheus(age.toMillis());
    return put(document, store + ".retention", new YamlNode.Scalar(text, true, at));
  }

  private static YamlNode.Mapping copy(YamlNode.Mapping document, String source, String target) {
    YamlNode value = OptionPaths.get(document, source);
    return value == null || value.isNull() ? document : put(document, target, value);
  }

  /// The document with a value at a key that exists and is not written.
  private static YamlNode.Mapping put(YamlNode.Mapping document, String target, YamlNode value) {
    YamlNode written = OptionPaths.get(document, target);
    if (written != null && !written.isNull() || !OptionPaths.exists(TrivetOptions.class, target)) {
      return document;
    }
    return OptionPaths.with(document, List.of(target.split("\\.")), value, value.at());
  }
}
