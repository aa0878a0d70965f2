package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.metrics.promql.column.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Which group of an aggregation each series of a vector belongs to. Labels of series are made only
/// when the first series of a group is seen, except for `without`.
final class Groups {
  /// Labels of each group.
  final List<Labels> labels = new ArrayList<>();

  /// Group of each series.
  final int[] groupOf;

  private Groups(int size) {
    groupOf = new int[size];
  }

  static Groups of(Vector vector, List<String> grouping, boolean without) {
    int size = vector.size();
    Groups groups = new Groups(size);
    if (without) {
      groups.without(vector, grouping);
    } else if (grouping.isEmpty()) {
      if (size > 0) {
        groups.labels.add(Labels.EMPTY);
      }
    } else if (grouping.size() == 1) {
      groups.byOne(vector, grouping.getFirst());
    } else {
      groups.byMany(vector, new TreeSet<>(grouping).toArray(String[]::new));
    }
    return groups;
  }

  private void byOne(Vector vector, String name) {
    Map<String, Integer> known = new HashMap<>();
    for (int i = 0; i < groupOf.length; i++) {
      String value = vector.label(i, name);
      Integer group = known.get(value);
      if (group == null) {
        group = labels.size();
        known.put(value, group);
        labels.add(Labels.of(name, value));
      }
      groupOf[i] = group;
    }
  }

  private void byMany(Vector vector, String[] names) {
    Map<List<String>, Integer> known = new HashMap<>();
    String[] values = new String[names.length];
    for (int i = 0; i < groupOf.length; i++) {
      for (int n = 0; n < names.length; n++) {
        values[n] = vector.label(i, names[n]);
      }
      Integer group = known.get(Arrays.asList(values));
      if (group == null) {
        group = labels.size();
        known.put(List.of(values), group);
        String[] pairs = new String[2 * names.length];
        for (int n = 0; n < names.length; n++) {
          pairs[2 * n] = names[n];
          pairs[2 * n + 1] = values[n];
        }
        labels.add(Labels.of(pairs));
      }
      groupOf[i] = group;
    }
  }

  private void without(Vector vector, List<String> grouping) {
    TreeSet<String> dropped = new TreeSet<>(grouping);
    dropped.add(Labels.METRIC_NAME);
    Map<Labels, Integer> known = new HashMap<>();
    for (int i = 0; i < groupOf.length; i++) {
      Labels key = vector.labels(i).drop(dropped);
      Integer group = known.get(key);
      if (group == null) {
        group = labels.size();
        known.put(key, group);
        labels.add(key);
      }
      groupOf[i] = group;
    }
  }

  int count() {
    return labels.size();
  }

  /// All series, group by group, in their order within each.
  int[] byGroup() {
    int[] starts = new int[count() + 1];
    for (int group : groupOf) {
      starts[group + 1]++;
    }
    for (int g = 0; g < count(); g++) {
      starts[g + 1] += starts[g];
    }
    int[] ordered = new int[groupOf.length];
    for (int i = 0; i < groupOf.length; i++) {
      ordered[starts[groupOf[i]]++] = i;
    }
    return ordered;
  }
}
