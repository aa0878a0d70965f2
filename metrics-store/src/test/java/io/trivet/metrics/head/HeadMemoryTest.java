package io.trivet.metrics.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.disk.NioDisk;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.option.ByteSize;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.MetricsStoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadMemoryTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long MIB = 1024 * 1024;

  @TempDir Path directory;
  private final Random random = new Random(1);
  private Head head;
  private long time = NOW;

  @BeforeEach
  void open() throws IOException {
    InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(NOW));
    head =
        Head.open(
            options(4 * MIB, 0),
            new NioDisk(),
            directory.resolve("journal"),
            clock,
            new LabelHash(1, 2),
            MetadataTable.open(new NioDisk(), directory),
            0,
            Long.MIN_VALUE,
            (replayed, samples, covered) -> {
              throw new AssertionError("nothing is replayed");
            });
  }

  private static MetricsStoreOptions options(long memory, int maxSeries) {
    MetricsStoreOptions d = MetricsStoreOptions.DEFAULT;
    return new MetricsStoreOptions(
        d.retention(),
        d.outOfOrderWindow(),
        d.maxFuture(),
        maxSeries,
        new ByteSize(memory),
        d.maxExemplars(),
        d.blockRange(),
        d.maxBlockRange(),
        d.maxJournalSize(),
        d.pageCache(),
        d.maintenanceInterval(),
        d.journal());
  }

  @AfterEach
  void close() throws IOException {
    head.close();
  }

  private void series(int from, int to) {
    MetricsAppender appender = head.appender();
    for (int i = from; i < to; i++) {
      appender.series(Labels.of("__name__", "m", "id", "number " + i));
    }
  }

  /// Random values of one series, 8 to 9 bytes each in memory.
  private void samples(int count) throws IOException {
    MetricsAppender appender = head.appender();
    long series = appender.series(Labels.of("__name__", "m"));
    for (int i = 0; i < count; i++) {
      appender.add(series, time++, random.nextDouble(), 0);
    }
    appender.commit();
  }

  private static void refused(ThrowingCallable writing, ErrorKind kind, String part) {
    assertThatThrownBy(writing)
        .isInstanceOfSatisfying(
            TrivetException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.reason()).contains(part);
            });
  }

  @Test
  void an_empty_head_wants_nothing() {
    assertThat(head.memory().wantsFlush(NOW)).isFalse();
    assertThat(head.memory().isScarce()).isFalse();
    assertThat(head.memory().isHalfFull()).isFalse();
    assertThat(head.memory().isFull()).isFalse();
  }

  @Test
  void a_flush_is_due_from_a_third_of_the_limit_on() throws IOException {
    head.reload(options(3 * MIB, 0));
    AtomicInteger due = new AtomicInteger();
    head.memory().whenFlushIsDue(due::incrementAndGet);
    samples(60_000);
    assertThat(head.memory().wantsFlush(NOW)).isFalse();
    assertThat(due).hasValue(0);
    for (int i = 0; i < 15; i++) {
      samples(10_000);
    }
    assertThat(due).hasPositiveValue();
    assertThat(head.memory().wantsFlush(NOW)).isTrue();
  }

  @Test
  void series_beyond_the_limit_are_refused_and_known_ones_are_not() {
    head.reload(options(MIB, 0));
    refused(() -> series(0, 100_000), ErrorKind.LIMITED, "the 1 MiB of metrics.max_memory");
    assertThat(head.memory().isScarce()).isTrue();
    assertThatCode(() -> series(0, 1000)).doesNotThrowAnyException();
    head.reload(options(64 * MIB, 0));
    assertThatCode(() -> series(0, 20_000)).doesNotThrowAnyException();
  }

  @Test
  void series_beyond_their_number_are_refused() {
    head.reload(options(64 * MIB, 100));
    series(0, 100);
    refused(() -> series(100, 101), ErrorKind.LIMITED, "limit of 100 series");
    assertThatCode(() -> series(0, 100)).doesNotThrowAnyException();
  }

  @Test
  void idle_series_are_worth_a_flush_only_where_memory_is_scarce() {
    head.reload(options(64 * MIB, 0));
    series(0, 10_000);
    assertThat(head.memory().wantsFlush(NOW)).isFalse();
    head.reload(options(MIB, 0));
    assertThat(head.memory().wantsFlush(NOW)).isTrue();
    head.forgetOldSeries(NOW);
    assertThat(head.memory().wantsFlush(NOW)).isFalse();
    assertThat(head.memory().isScarce()).isFalse();
  }

  @Test
  void samples_are_refused_at_one_and_a_half_times_the_limit() throws IOException {
    head.reload(options(MIB, 0));
    refused(
        () -> {
          for (int i = 0; i < 20; i++) {
            samples(40_000);
          }
        },
        ErrorKind.UNAVAILABLE,
        "try again later");
    assertThat(head.memory().isFull()).isTrue();
    head.freeze();
    head.release(() -> {});
    head.memory().measure();
    assertThatCode(() -> samples(10)).doesNotThrowAnyException();
  }
}
