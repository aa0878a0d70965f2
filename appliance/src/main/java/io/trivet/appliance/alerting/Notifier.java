package io.trivet.appliance.alerting;

import io.trivet.config.alerting.AlertingOptions;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.core.rule.Alert;
import io.trivet.core.rule.AlertSink;
import io.trivet.core.template.GoText;
import io.trivet.scrape.relabel.Relabelling;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/// Tells all Alertmanagers of the configuration of alerts. Safe for use from any thread.
public final class Notifier implements AlertSink, AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final AlertEnvironment environment;
  private final AlertCounters counters = new AlertCounters();
  private AlertingOptions options = AlertingOptions.NONE;
  private volatile State state = new State(Relabelling.NONE, List.of(), Labels.EMPTY, "");

  private record State(
      Relabelling rules, List<AlertmanagerSet> sets, Labels externalLabels, String externalUrl) {}

  public Notifier(AlertEnvironment environment) {
    this.environment = environment;
  }

  /// Takes over options. Alertmanagers are looked for anew only if these have changed.
  ///
  /// @param externalLabels added to alerts which do not have them
  /// @param externalUrl of this server, "" when it has none
  public synchronized void load(AlertingOptions wanted, Labels externalLabels, String externalUrl) {
    State before = state;
    if (wanted.equals(options)) {
      state = new State(before.rules(), before.sets(), externalLabels, externalUrl);
      return;
    }
    options = wanted;
    List<AlertmanagerSet> sets =
        wanted.alertmanagers().stream()
            .map(one -> new AlertmanagerSet(one, environment, counters))
            .toList();
    sets.forEach(AlertmanagerSet::start);
    Relabelling rules = Relabelling.of(wanted.alertRelabelConfigs(), false);
    state = new State(rules, sets, externalLabels, externalUrl);
    environment.blocking().execute(() -> close(before, DRAIN));
  }

  @Override
  public void send(List<Alert> alerts) {
    State now = state;
    if (now.sets().isEmpty()) {
      return;
    }
    List<Notice> notices = alerts.stream().map(alert -> notice(alert, now)).toList();
    List<Notice> kept = AlertmanagerSet.relabelled(notices, now.rules());
    now.sets().forEach(set -> set.send(kept));
  }

  private static Notice notice(Alert alert, State now) {
    LabelsBuilder labels = new LabelsBuilder(alert.labels());
    now.externalLabels()
        .forEach((name, value) -> {
          if (labels.get(name).isEmpty()) {
            labels.set(name, value);
          }
        });
    String url =
        now.externalUrl()
            + "/graph?g0.expr="
            + GoText.queryEscape(alert.expression())
            + "&g0.tab=1";
    return new Notice(
        labels.build(), alert.annotations(), alert.startsAtMs(), alert.endsAtMs(), url);
  }

  /// URLs of the Alertmanagers that are told.
  public List<String> active() {
    TreeSet<String> all = new TreeSet<>();
    state.sets().forEach(set -> all.addAll(set.active()));
    return List.copyOf(all);
  }

  /// URLs of those which relabelling dropped.
  public List<String> dropped() {
    TreeSet<String> all = new TreeSet<>();
    state.sets().forEach(set -> all.addAll(set.dropped()));
    return List.copyOf(all);
  }

  /// Alerts that wait to be sent.
  public int waiting() {
    return state.sets().stream().mapToInt(AlertmanagerSet::waiting).sum();
  }

  public AlertCounters counters() {
    return counters;
  }

  private static void close(State state, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    state.sets().forEach(set -> set.close(deadline));
  }

  /// Sends what waits, for a few seconds at most and only if that is wanted, and stops.
  @Override
  public void close() {
    close(state, environment.queues().drained() ? DRAIN : Duration.ZERO);
  }
}
