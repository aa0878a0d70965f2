package io.trivet.logs.logql.pipeline;

import io.trivet.logs.logql.template.TemplateData;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What templates see of the current entry, error included.
final class EntryTemplate implements TemplateData {
  static final String ERROR = "TemplateFormatErr";

  private final EntryState entry;

  EntryTemplate(EntryState entry) {
    this.entry = entry;
  }

  @Override
  public @Nullable String label(String name) {
    if (name.equals(EntryState.ERROR)) {
      return entry.hasError() ? entry.error() : null;
    }
    if (name.equals(EntryState.ERROR_DETAILS)) {
      return entry.labels().parsed().get(name);
    }
    return entry.get(name);
  }

  @Override
  public Map<String, String> labels() {
    Map<String, String> map = new HashMap<>();
    entry.labels().all().forEach(map::put);
    return map;
  }

  @Override
  public String line() {
    return entry.lineText();
  }

  @Override
  public long timestampNanos() {
    return entry.timestampNanos();
  }
}
