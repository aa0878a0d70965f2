package io.trivet.core.rule;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An alerting rule that runs, with its alerts.
final class AlertingRun extends RuleRun {
  static final String ALERT_NAME = "alertname";
  static final String FOR_STATE = "ALERTS_FOR_STATE";
  static final String ALERTS = "ALERTS";

  /// How long a resolved alert is kept, so that everybody hears of it.
  private static final long RESOLVED_RETENTION_MS = 15 * 60_000;

  private final Rule.Alerting rule;
  private final Map<String, RuleTemplate> labelTemplates = new LinkedHashMap<>();
  private final Map<String, RuleTemplate> annotationTemplates = new LinkedHashMap<>();
  private Map<Labels, ActiveAlert> active = new HashMap<>();
  private boolean evaluated;

  /// Series are written only when what they said before a restart has been read.
  private boolean restored;

  AlertingRun(Rule.Alerting rule, boolean restored) {
    super(rule);
    this.rule = rule;
    this.restored = restored;
    String name = "__alert_" + rule.name();
    rule.labels().forEach((label, text) -> labelTemplates.put(label, RuleTemplate.of(name, text)));
    rule.annotations()
        .forEach((label, text) -> annotationTemplates.put(label, RuleTemplate.of(name, text)));
  }

  /// Goes on with the alerts of the same rule in the group before a reload.
  void takeOver(AlertingRun before) {
    active.putAll(before.active);
    evaluated = before.evaluated;
    restored |= before.restored;
  }

  @Override
  List<RuleSample> evaluate(GroupRun group, long timeMs) {
    evaluated = true;
    long queryMs = timeMs - group.group().queryOffsetMs();
    List<RuleSample> found =
        group.environment().language().evaluate(group.group().key(), rule.expression(), queryMs);
    Map<Labels, ActiveAlert> now = new HashMap<>();
    for (RuleSample sample : found) {
      ActiveAlert alert = alert(group, sample, timeMs);
      if (now.put(alert.labels, alert) != null) {
        throw failure("vector contains metrics with the same labelset after applying alert labels");
      }
    }
    now.forEach((labels, alert) -> {
      ActiveAlert known = active.get(labels);
      if (known != null && known.state != AlertState.INACTIVE) {
        known.value = alert.value;
        known.annotations = alert.annotations;
      } else {
        active.put(labels, alert);
      }
    });
    List<RuleSample> samples = new ArrayList<>();
    int count = 0;
    for (Iterator<ActiveAlert> all = active.values().iterator(); all.hasNext(); ) {
      ActiveAlert alert = all.next();
      if (now.containsKey(alert.labels)) {
        isThere(alert, timeMs);
      } else {
        if (alert.state == AlertState.PENDING
            || alert.resolvedAtMs != 0 && timeMs - alert.resolvedAtMs > RESOLVED_RETENTION_MS) {
          all.remove();
        }
        if (!firesOn(alert, timeMs)) {
          continue;
        }
      }
      count++;
      if (restored) {
        samples.add(sample(alert));
        samples.add(forState(alert));
      }
    }
    int limit = group.group().limit();
    if (limit > 0 && count > limit) {
      active = new HashMap<>();
      throw failure("exceeded limit of " + limit + " with " + count + " alerts");
    }
    return samples;
  }

  private ActiveAlert alert(GroupRun group, RuleSample sample, long timeMs) {
    AlertData data =
        new AlertData(
            sample, group.settings(), timeMs, group.environment().language(), group.group().key());
    LabelsBuilder labels = new LabelsBuilder(sample.labels().withoutMetricName());
    labelTemplates.forEach((name, template) -> labels.set(name, template.expand(data)));
    labels.set(ALERT_NAME, rule.name());
    Map<String, String> annotations = new HashMap<>();
    annotationTemplates.forEach((name, template) -> annotations.put(name, template.expand(data)));
    double value = sample.histogram() == null ? sample.value() : 0;
    return new ActiveAlert(labels.build(), annotations, value, timeMs);
  }

  private void isThere(ActiveAlert alert, long timeMs) {
    alert.keepFiringSinceMs = 0;
    boolean longEnough = timeMs - alert.activeAtMs >= rule.forMs();
    if (alert.state == AlertState.PENDING && longEnough) {
      alert.state = AlertState.FIRING;
      alert.firedAtMs = timeMs;
    } else if (alert.state == AlertState.FIRING && !longEnough) {
      // A reload has made `for` longer.
      alert.state = AlertState.PENDING;
      alert.firedAtMs = 0;
      alert.lastSentMs = 0;
    }
  }

  /// Whether an alert whose element is gone goes on; resolves it otherwise.
  private boolean firesOn(ActiveAlert alert, long timeMs) {
    if (alert.state == AlertState.FIRING && rule.keepFiringForMs() > 0) {
      if (alert.keepFiringSinceMs == 0) {
        alert.keepFiringSinceMs = timeMs;
      }
      if (timeMs - alert.keepFiringSinceMs < rule.keepFiringForMs()) {
        return true;
      }
    }
    if (alert.state != AlertState.INACTIVE) {
      alert.state = AlertState.INACTIVE;
      alert.resolvedAtMs = timeMs;
    }
    return false;
  }

  private RuleSample sample(ActiveAlert alert) {
    Labels labels =
        new LabelsBuilder(alert.labels)
            .set(Labels.METRIC_NAME, ALERTS)
            .set("alertstate", alert.state.toString())
            .build();
    return RuleSample.of(labels, 1);
  }

  private RuleSample forState(ActiveAlert alert) {
    return RuleSample.of(
        alert.labels.with(Labels.METRIC_NAME, FOR_STATE), Math.floorDiv(alert.activeAtMs, 1000));
  }

  /// The alerts that are due to be told of; they count as told.
  List<Alert> due(long timeMs, long resendDelayMs, long intervalMs) {
    List<Alert> due = new ArrayList<>();
    for (ActiveAlert alert : active.values()) {
      if (alert.isDue(timeMs, resendDelayMs)) {
        alert.lastSentMs = timeMs;
        // Two evaluations or two attempts to send may fail.
        alert.validUntilMs = timeMs + 4 * Math.max(resendDelayMs, intervalMs);
        due.add(alert.toSend(rule.expression()));
      }
    }
    return due;
  }

  /// Sets alerts back to when they began before a restart, as far as their series tell.
  ///
  /// @throws io.trivet.core.error.TrivetException if the series cannot be read; the rule goes on
  ///   without them
  void restore(GroupRun group, long nowMs) {
    try {
      RuleSettings settings = group.settings();
      if (!restored && !active.isEmpty() && rule.forMs() >= settings.gracePeriodMs()) {
        Map<Labels, RuleStorage.Stored> stored =
            group
                .environment()
                .storage()
                .newest(FOR_STATE, rule.name(), nowMs - settings.outageToleranceMs(), nowMs);
        for (ActiveAlert alert : active.values()) {
          RuleStorage.Stored last = stored.get(alert.labels);
          if (last != null && !last.stale()) {
            alert.activeAtMs = activeAt(last, nowMs, settings.gracePeriodMs());
          }
        }
      }
    } finally {
      restored = true;
      refresh();
    }
  }

  private long activeAt(RuleStorage.Stored last, long nowMs, long gracePeriodMs) {
    long before = 1000 * (long) last.value();
    long remaining = rule.forMs() - (last.timeMs() - before);
    if (remaining <= 0) {
      return before;
    }
    return remaining < gracePeriodMs
        ? nowMs + gracePeriodMs - rule.forMs()
        : before + nowMs - last.timeMs();
  }

  @Override
  AlertState state() {
    AlertState farthest = evaluated ? AlertState.INACTIVE : AlertState.UNKNOWN;
    for (ActiveAlert alert : active.values()) {
      if (alert.state.compareTo(farthest) > 0) {
        farthest = alert.state;
      }
    }
    return farthest;
  }

  @Override
  List<AlertStatus> alerts() {
    return active.values().stream()
        .filter(alert -> alert.resolvedAtMs == 0)
        .map(ActiveAlert::status)
        .sorted(Comparator.comparing(AlertStatus::labels))
        .toList();
  }
}
