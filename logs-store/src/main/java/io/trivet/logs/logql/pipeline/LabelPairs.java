package io.trivet.logs.logql.pipeline;

import io.trivet.core.label.Labels;
import java.util.Map;
import java.util.TreeMap;

/// Collects labels, those with empty values included, which [io.trivet.core.label.LabelsBuilder]
/// would leave out.
public final class LabelPairs {
  private final Map<String, String> map = new TreeMap<>(Labels::compareText);

  public void put(String name, String value) {
    map.put(name, value);
  }

  public void putAll(Labels labels) {
    labels.forEach(map::put);
  }

  public void remove(String name) {
    map.remove(name);
  }

  public Labels toLabels() {
    String[] pairs = new String[2 * map.size()];
    int n = 0;
    for (Map.Entry<String, String> label : map.entrySet()) {
      pairs[n++] = label.getKey();
      pairs[n++] = label.getValue();
    }
    return Labels.ofSorted(pairs);
  }
}
