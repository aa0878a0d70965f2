package io.trivet.logs.logql.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a template can see of an entry.
public interface TemplateData {
  /// Value of a label, null when there is none.
  @Nullable String label(String name);

  /// All labels.
  Map<String, String> labels();

  String line();

  /// Nanoseconds since the epoch.
  long timestampNanos();
}
