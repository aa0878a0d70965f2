package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.config.Configuration;
import io.trivet.config.ConfigurationSource;
import io.trivet.config.option.TrivetOptions;
import io.trivet.core.error.TrivetException;
import io.trivet.core.journal.JournalOptions.SyncMode;
import io.trivet.core.label.Labels;
import io.trivet.logs.LogAppendStatus;
import io.trivet.logs.LogAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From the configuration file to the stores, at the start and by a reload.
class StoreOptionsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final String QUIET =
      """
      self: {scrape: false}
      server:
        address: 127.0.0.1
        single_port: 0
        otlp_grpc: {enabled: false}
      """;

  @TempDir Path directory;
  private final AtomicReference<TrivetOptions> opened = new AtomicReference<>();
  private final AtomicReference<Stores> stores = new AtomicReference<>();

  private Appliance start(String yaml) throws IOException {
    Path file = write(yaml);
    ConfigurationSource source =
        new ConfigurationSource(
            file, Map.of(), List.of("storage.data_dir=" + directory.resolve("data")));
    return Appliance.start(
        source,
        Configuration.load(source),
        InstantSource.fixed(NOW),
        (options, clock, pool) -> {
          opened.set(options);
          stores.set(OpenStores.open(options, clock, pool));
          return stores.get();
        });
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("trivet.yaml"), QUIET + yaml);
  }

  private LogAppendStatus append(Duration age) throws IOException {
    LogAppender appender = stores.get().logAppender();
    byte[] line = "a line".getBytes(StandardCharsets.UTF_8);
    long stream = appender.stream(Labels.of("app", "test"), 1, 2);
    long nanos = NOW.minus(age).getEpochSecond() * 1_000_000_000;
    LogAppendStatus status = appender.add(stream, nanos, line, 0, line.length);
    appender.commit();
    return status;
  }

  @Test
  void shared_keys_of_the_file_reach_every_store() throws IOException {
    try (Appliance appliance =
        start(
            """
            storage: {retention: {metrics: 30d, logs: 2h, traces: 5d}}
            wal: {sync: always, interval: 3s}
            """)) {
      assertThat(appliance).isNotNull();
      TrivetOptions options = opened.get();
      assertThat(options.metrics().retention()).isEqualTo(Duration.ofDays(30));
      assertThat(options.logs().retention()).isEqualTo(Duration.ofHours(2));
      assertThat(options.traces().retention()).isEqualTo(Duration.ofDays(5));
      assertThat(List.of(options.metrics().journal(), options.logs().journal()))
          .containsOnly(options.traces().journal());
      assertThat(options.traces().journal().sync()).isEqualTo(SyncMode.ALWAYS);
      assertThat(options.traces().journal().syncInterval()).isEqualTo(Duration.ofSeconds(3));
      assertThat(append(Duration.ofHours(1))).isEqualTo(LogAppendStatus.ACCEPTED);
      assertThat(append(Duration.ofHours(3))).isNotEqualTo(LogAppendStatus.ACCEPTED);
    }
  }

  @Test
  void a_reload_changes_the_retention_of_a_running_store() throws IOException {
    try (Appliance appliance = start("storage: {retention: {logs: 2h}}\n")) {
      assertThat(append(Duration.ofHours(3))).isNotEqualTo(LogAppendStatus.ACCEPTED);
      write("storage: {retention: {logs: 4h}}\n");
      assertThat(appliance.reload()).startsWith("configuration reloaded");
      assertThat(append(Duration.ofHours(3))).isEqualTo(LogAppendStatus.ACCEPTED);
    }
  }

  @Test
  void a_reload_that_needs_a_restart_changes_nothing() throws IOException {
    try (Appliance appliance = start("storage: {retention: {logs: 2h}}\n")) {
      write("storage: {retention: {logs: 4h}}\nlogs: {page_cache: 1MiB}\n");
      assertThatThrownBy(appliance::reload)
          .isInstanceOf(TrivetException.class)
          .hasMessageContaining("these changes need a restart: logs.page_cache");
      assertThat(append(Duration.ofHours(3))).isNotEqualTo(LogAppendStatus.ACCEPTED);
    }
  }
}
