package io.trivet.config.flag;

import static io.trivet.config.flag.Flag.inert;
import static io.trivet.config.flag.Flag.inertSwitch;
import static io.trivet.config.flag.Flag.setting;
import static io.trivet.config.flag.Flag.toggle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All flags of Prometheus 3 by name.
final class FlagTable {
  private static final String BLOCKS = "blocks of Trivet are written otherwise";
  private static final String JOURNAL = "see metrics.journal";
  private static final String PAGES = "Trivet serves no pages of its own";
  private static final String RUNTIME = "the launcher sizes the Java runtime";
  private static final String RELOAD = "reload by SIGHUP or POST /-/reload";
  private static final String AGENT = "there is no agent mode";
  private static final String SENDER = "samples are not sent on by remote write";

  private static final List<Flag> ALL =
      List.of(
          new Flag("config.file", false, "prometheus.yml", new Flag.ConfigurationFile()),
          inertSwitch("config.auto-reload", "false", RELOAD),
          inert("config.auto-reload-interval", "30s", RELOAD),
          new Flag("enable-feature", false, "", new Flag.Features()),
          new Flag(
              "agent", true, "false", new Flag.Refused("Trivet stores samples: leave it away")),
          inertSwitch("auto-gomaxprocs", "true", RUNTIME),
          inertSwitch("auto-gomemlimit", "true", RUNTIME),
          inert("auto-gomemlimit.ratio", "0.9", RUNTIME),
          inert("auto-gomemlimit.refresh-interval", "0s", RUNTIME),
          setting("log.level", "log.level"),
          setting("log.format", "log.format"),
          new Flag("web.listen-address", false, "", new Flag.ListenAddress()),
          new Flag(
              "web.config.file",
              false,
              "",
              new Flag.Refused(
                  "TLS and passwords of listeners are not there yet, and an open port is not what"
                      + " was asked for; put a proxy before it and leave the flag away")),
          setting("web.read-timeout", "server.idle_timeout"),
          setting("web.max-connections", "server.max_connections"),
          setting("web.max-notifications-subscribers", "server.max_notifications_subscribers"),
          setting("web.external-url", "server.external_url"),
          setting("web.route-prefix", "server.route_prefix"),
          inert("web.user-assets", "", PAGES),
          inert("web.console.templates", "consoles", PAGES),
          inert("web.console.libraries", "console_libraries", PAGES),
          inert("web.page-title", "Prometheus Time Series Collection and Processing Server", PAGES),
          setting("web.cors.origin", "server.cors_origin"),
          setting("web.search.max-limit", "server.search_max_limit"),
          toggle("web.enable-lifecycle", "server.lifecycle_api"),
          toggle("web.enable-admin-api", "server.admin_api"),
          toggle("web.enable-remote-write-receiver", "ingest.metrics.remote_write"),
          setting(
              "web.remote-write-receiver.accepted-protobuf-messages",
              "ingest.metrics.remote_write_messages"),
          toggle("web.enable-otlp-receiver", "ingest.metrics.otlp"),
          setting("storage.tsdb.path", "storage.data_dir"),
          setting("storage.tsdb.retention", "metrics.retention"),
          setting("storage.tsdb.retention.time", "metrics.retention"),
          setting("storage.tsdb.retention.size", "storage.tsdb.retention.size"),
          inert("storage.tsdb.retention.percentage", "0", "see storage.disk_limit"),
          setting("storage.tsdb.min-block-duration", "metrics.block_range"),
          setting("storage.tsdb.max-block-duration", "metrics.max_block_range"),
          inert("storage.tsdb.max-block-chunk-segment-size", "0B", BLOCKS),
          inert("storage.tsdb.samples-per-chunk", "120", BLOCKS),
          inert("storage.tsdb.block-reload-interval", "1m", BLOCKS),
          inert("storage.tsdb.delayed-compaction.max-percent", "10", BLOCKS),
          inert("storage.tsdb.delay-compact-file.path", "", BLOCKS),
          inertSwitch("storage.tsdb.allow-overlapping-blocks", "true", BLOCKS),
          inertSwitch("storage.tsdb.allow-overlapping-compaction", "true", BLOCKS),
          inertSwitch("storage.tsdb.no-lockfile", "false", "the data directory is always locked"),
          inert("storage.tsdb.head-chunks-write-queue-size", "0", BLOCKS),
          inert("storage.tsdb.wal-segment-size", "0B", JOURNAL),
          inertSwitch("storage.tsdb.wal-compression", "true", JOURNAL),
          inert("storage.tsdb.wal-compression-type", "snappy", JOURNAL),
          inert("storage.agent.path", "data-agent/", AGENT),
          inert("storage.agent.wal-segment-size", "0B", AGENT),
          inertSwitch("storage.agent.wal-compression", "true", AGENT),
          inert("storage.agent.wal-compression-type", "snappy", AGENT),
          inert("storage.agent.wal-truncate-frequency", "2h", AGENT),
          inert("storage.agent.retention.min-time", "5m", AGENT),
          inert("storage.agent.retention.max-time", "4h", AGENT),
          inertSwitch("storage.agent.checkpoint-from-in-memory-series", "false", AGENT),
          inert("storage.agent.checkpoint-batch-size", "1000", AGENT),
          inertSwitch("storage.agent.no-lockfile", "false", AGENT),
          inert("storage.remote.flush-deadline", "1m", SENDER),
          setting("storage.remote.read-sample-limit", "query.remote_read.sample_limit"),
          setting("storage.remote.read-concurrent-limit", "query.remote_read.concurrent_limit"),
          setting("storage.remote.read-max-bytes-in-frame", "query.remote_read.max_bytes_in_frame"),
          setting("rules.alert.for-outage-tolerance", "rules.for_outage_tolerance"),
          setting("rules.alert.for-grace-period", "rules.for_grace_period"),
          setting("rules.alert.resend-delay", "rules.resend_delay"),
          setting("rules.max-concurrent-evals", "rules.max_concurrent_evals"),
          setting("alertmanager.notification-queue-capacity", "rules.notification_queue_capacity"),
          setting("alertmanager.notification-batch-size", "rules.notification_batch_size"),
          toggle(
              "alertmanager.drain-notification-queue-on-shutdown",
              "rules.drain_notification_queue"),
          inert("alertmanager.timeout", "10s", "see alerting.alertmanagers.timeout"),
          inertSwitch("scrape.adjust-timestamps", "true", "times of scrapes are not adjusted"),
          inert("scrape.timestamp-tolerance", "2ms", "times of scrapes are not adjusted"),
          inert("scrape.discovery-reload-interval", "5s", "found targets are taken at once"),
          inert("scrape.name-escaping-scheme", "values", "see global.metric_name_escaping_scheme"),
          setting("query.lookback-delta", "query.promql.lookback_delta"),
          setting("query.timeout", "query.promql.timeout"),
          setting("query.max-concurrency", "query.promql.max_concurrency"),
          setting("query.max-samples", "query.promql.max_samples"));

  /// In the order of the help of Prometheus.
  static final Map<String, Flag> BY_NAME = byName();

  private FlagTable() {}

  private static Map<String, Flag> byName() {
    Map<String, Flag> byName = new LinkedHashMap<>();
    ALL.forEach(flag -> byName.put(flag.name(), flag));
    return byName;
  }
}
