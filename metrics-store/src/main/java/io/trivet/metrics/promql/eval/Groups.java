package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.metrics.promql.column.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Which group of an aggregation each series of a vector belongs to. Labels of series are made only
/// when the first series of a group is seen, except for `without`.
final class Groups {
  /// More names than this are not looked up one by one in each series.
  private static final int FEW_NAMES = 8;

  private static final long GROUP_BYTES = 100;

  /// Series between two looks at the deadline.
  private static final int CHECKED_SERIES = 256;

  /// Labels of each group.
  final List<Labels> labels = new ArrayList<>();

  /// Group of each series.
  final int[] groupOf;

  private final QueryContext context;

  private Groups(QueryContext context, int size) {
    this.context = context;
    context.holdMemory(8L * size);
    groupOf = new int[size];
  }

  static Groups of(QueryContext context, Vector vector, List<String> grouping, boolean without) {
    int size = vector.size();
    Groups groups = new Groups(context, size);
    if (without) {
      groups.without(vector, grouping);
    } else if (grouping.isEmpty()) {
      if (size > 0) {
        groups.labels.add(Labels.EMPTY);
      }
    } else if (grouping.size() == 1) {
      groups.byOne(vector, grouping.getFirst());
    } else if (grouping.size() <= FEW_NAMES) {
      groups.byMany(vector, new TreeSet<>(grouping).toArray(String[]::new));
    } else {
      Set<String> kept = new HashSet<>(grouping);
      groups.byLabels(vector, labels -> labels.keep(kept));
    }
    return groups;
  }

  private void add(Labels group) {
    context.holdMemory(GROUP_BYTES + group.heapBytes());
    labels.add(group);
  }

  private void look(int series) {
    if (series % CHECKED_SERIES == 0) {
      context.check();
    }
  }

  private void byOne(Vector vector, String name) {
    Map<String, Integer> known = new HashMap<>();
    for (int i = 0; i < groupOf.length; i++) {
      look(i);
      String value = vector.label(i, name);
      Integer group = known.get(value);
      if (group == null) {
        group = labels.size();
        known.put(value, group);
        add(Labels.of(name, value));
      }
      groupOf[i] = group;
    }
  }

  private void byMany(Vector vector, String[] names) {
    Map<List<String>, Integer> known = new HashMap<>();
    String[] values = new String[names.length];
    for (int i = 0; i < groupOf.length; i++) {
      look(i);
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
        add(Labels.of(pairs));
      }
      groupOf[i] = group;
    }
  }

  private void without(Vector vector, List<String> grouping) {
    TreeSet<String> dropped = new TreeSet<>(grouping);
    dropped.add(Labels.METRIC_NAME);
    byLabels(vector, labels -> labels.drop(dropped));
  }

  private void byLabels(Vector vector, UnaryOperator<Labels> grouped) {
    Map<Labels, Integer> known = new HashMap<>();
    for (int i = 0; i < groupOf.length; i++) {
      look(i);
      Labels key = grouped.apply(vector.labels(i));
      Integer group = known.get(key);
      if (group == null) {
        group = labels.size();
        known.put(key, group);
        add(key);
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
