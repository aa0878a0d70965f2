package io.trivet.core.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Which rules of a group may be evaluated beside each other.
///
/// Two rules depend on each other if one may read a series that the other writes: its recorded
/// name, or those of alerts. Such rules keep the order in which they are written, whichever of them
/// reads; so the results are those of an evaluation in turn. An expression with a selector that
/// names no metric depends on all others. Not looked at are queries in templates, and rules that
/// record the same name.
///
/// ```text
/// rule 0  writes a            stage 0: 0, 2
/// rule 1  reads a, writes b   stage 1: 1
/// rule 2  writes c            stage 2: 3
/// rule 3  reads b and c
/// ```
final class RuleOrder {
  private static final List<String> OF_ALERTS = List.of(AlertingRun.ALERTS, AlertingRun.FOR_STATE);

  private RuleOrder() {}

  /// The places of the rules, in stages: none of a stage depends on another of it, and all it
  /// depends on before it are in earlier stages.
  static List<List<Integer>> stages(List<Rule> rules, RuleLanguage language) {
    List<Predicate<String>> reads =
        rules.stream().map(rule -> language.reads(rule.expression())).toList();
    List<List<String>> writes = rules.stream().map(RuleOrder::writes).toList();
    int[] stageOf = new int[rules.size()];
    List<List<Integer>> stages = new ArrayList<>();
    for (int i = 0; i < stageOf.length; i++) {
      for (int before = 0; before < i; before++) {
        if (stageOf[before] >= stageOf[i]
            && (writes.get(before).stream().anyMatch(reads.get(i))
                || writes.get(i).stream().anyMatch(reads.get(before)))) {
          stageOf[i] = stageOf[before] + 1;
        }
      }
      if (stageOf[i] == stages.size()) {
        stages.add(new ArrayList<>());
      }
      stages.get(stageOf[i]).add(i);
    }
    return stages;
  }

  private static List<String> writes(Rule rule) {
    return switch (rule) {
      case Rule.Recording recording -> List.of(recording.name());
      case Rule.Alerting _ -> OF_ALERTS;
    };
  }
}
