package io.trivet.appliance;

import io.trivet.appliance.alerting.AlertEnvironment;
import io.trivet.appliance.alerting.Notifier;
import io.trivet.appliance.api.prometheus.AlertReceivers;
import io.trivet.config.LoadedConfiguration;
import io.trivet.config.option.RulesOptions;
import io.trivet.core.concurrent.Threads;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.label.Labels;
import io.trivet.core.rule.GroupStatus;
import io.trivet.core.rule.RuleCounters;
import io.trivet.core.rule.RuleEngine;
import io.trivet.core.rule.RuleEnvironment;
import io.trivet.core.rule.RuleLanguage;
import io.trivet.core.rule.RuleSettings;
import io.trivet.core.rule.RuleStorage;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rule engine and the notifier with what they need.
final class Ruling implements AlertReceivers, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ruling.class);
  private static final long END_SECONDS = 5;

  private final ScheduledExecutorService timer = Threads.scheduler("rule-timer");
  private final ExecutorService waiting =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("rule-", 0).factory());
  private final Notifier notifier;
  private final RuleEngine engine;
  private String externalUrl = "";

  /// @param directory what relative paths of files start from
  /// @param concurrentEvaluations most rules that are evaluated beside others of their groups
  Ruling(
      RuleLanguage language,
      RuleStorage storage,
      Path directory,
      AlertEnvironment.QueueBounds queues,
      int concurrentEvaluations,
      InstantSource clock) {
    this.notifier =
        new Notifier(
            new AlertEnvironment(
                new ScrapeFiles(new NioDisk(), directory),
                timer,
                waiting,
                clock,
                "Trivet/" + Version.trivet(),
                queues));
    this.engine =
        new RuleEngine(
            new RuleEnvironment(
                language, storage, notifier, timer, waiting, clock, concurrentEvaluations));
  }

  /// Starts to evaluate.
  ///
  /// @param url of this server, as alerts name it; "" when it has none
  void start(LoadedConfiguration configuration, String url) {
    externalUrl = url;
    load(configuration);
  }

  /// Takes over rules and receivers.
  void load(LoadedConfiguration configuration) {
    Labels externalLabels = Labels.of(configuration.optionsOrThrow().global().externalLabels());
    RulesOptions rules = configuration.optionsOrThrow().rules();
    notifier.load(configuration.alerting(), externalLabels, externalUrl);
    engine.load(
        configuration.ruleGroups(),
        new RuleSettings(
            externalLabels,
            externalUrl,
            rules.forOutageTolerance().toMillis(),
            rules.forGracePeriod().toMillis(),
            rules.resendDelay().toMillis()));
  }

  List<GroupStatus> groups() {
    return engine.groups();
  }

  RuleCounters counters() {
    return engine.counters();
  }

  Notifier notifier() {
    return notifier;
  }

  @Override
  public List<String> active() {
    return notifier.active();
  }

  @Override
  public List<String> dropped() {
    return notifier.dropped();
  }

  @Override
  public void close() {
    engine.stop();
    notifier.close();
    timer.shutdownNow();
    waiting.shutdownNow();
    try {
      if (!waiting.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        log.warn("a rule is still being evaluated");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
