package io.trivet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.journal.JournalOptions;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.option.ByteSize;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogStoreModelTest {
  private static final long NOW = 1_700_000_000_000_000_000L;
  private static final long HOUR = 3_600_000_000_000L;
  private static final Instant CLOCK = Instant.ofEpochSecond(0, NOW);

  private static CpuPool pool;

  @TempDir Path directory;

  @BeforeAll
  static void startPool() {
    pool = new CpuPool("test", 2, 100);
  }

  @AfterAll
  static void stopPool() {
    pool.close();
  }

  static LogStoreOptions options() {
    return new LogStoreOptions(
        Duration.ofDays(31),
        Duration.ofDays(7),
        Duration.ofMinutes(10),
        new ByteSize(256 * 1024),
        new ByteSize(64 * 1024),
        128,
        0,
        new ByteSize(0),
        Duration.ofSeconds(5),
        Duration.ofHours(6),
        ByteSize.mebibytes(512),
        ByteSize.mebibytes(64),
        Duration.ofHours(1),
        ByteSize.mebibytes(4),
        true,
        Duration.ofHours(1),
        JournalOptions.DEFAULT);
  }

  private LogStore open() throws IOException {
    return LogStore.open(options(), new NioDisk(), directory, InstantSource.fixed(CLOCK), pool);
  }

  /// Random entries: many in a few streams, some in many; equal times, wrong order, duplicates.
  private static final class Load {
    final Random random;
    final List<Map.Entry<Labels, NaiveLogs.Entry>> given = new ArrayList<>();
    private long time = NOW - 10 * HOUR;

    Load(Random random) {
      this.random = random;
    }

    List<Map.Entry<Labels, NaiveLogs.Entry>> batch() {
      List<Map.Entry<Labels, NaiveLogs.Entry>> batch = new ArrayList<>();
      int size = 1 + random.nextInt(400);
      for (int i = 0; i < size; i++) {
        if (!given.isEmpty() && random.nextInt(20) == 0) {
          batch.add(given.get(random.nextInt(given.size())));
          continue;
        }
        Labels labels =
            random.nextInt(3) > 0
                ? Labels.of("app", "big", "pod", "p" + random.nextInt(2))
                : Labels.of("app", "small", "pod", "p" + random.nextInt(60));
        batch.add(Map.entry(labels, new NaiveLogs.Entry(nextTime(), line(), metadata())));
      }
      given.addAll(batch);
      return batch;
    }

    private long nextTime() {
      time += random.nextInt(4) == 0 ? 0 : random.nextInt(600) * 10_000_000L;
      return switch (random.nextInt(30)) {
        case 0 -> Math.max(0, time - random.nextLong(8 * HOUR));
        case 1, 2, 3 -> time - time % 1_000_000_000L;
        default -> time;
      };
    }

    private String line() {
      return switch (random.nextInt(6)) {
        case 0 -> "";
        case 1 -> "level=info request took " + random.nextInt(100) + " ms";
        case 2 -> "x".repeat(random.nextInt(6000)) + random.nextInt(10);
        default ->
            String.format(
                Locale.ROOT,
                "GET /api/%d trace_id=%016x%016x",
                random.nextInt(50),
                random.nextLong(),
                random.nextLong());
      };
    }

    private List<String> metadata() {
      return switch (random.nextInt(5)) {
        case 0 -> List.of("pod", "p" + random.nextInt(5));
        case 1 -> List.of("trace_id", Long.toHexString(random.nextLong()), "user", "");
        default -> List.of();
      };
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void a_store_answers_as_the_naive_model_does_through_flushes_compactions_and_restarts(long seed)
      throws IOException {
    Random random = new Random(seed);
    Load load = new Load(random);
    NaiveLogs model = new NaiveLogs();
    LogStore store = open();
    try {
      for (int step = 0; step < 60; step++) {
        List<Map.Entry<Labels, NaiveLogs.Entry>> batch = load.batch();
        NaiveLogs.append(store, batch);
        batch.forEach(entry -> model.add(entry.getKey(), entry.getValue()));
        switch (random.nextInt(12)) {
          case 0, 1 -> store.flush();
          case 2 -> {
            store.close();
            store = open();
          }
          case 3 -> store.compact();
          default -> {
            // Only more entries.
          }
        }
        if (step % 6 == 5) {
          check(store, model, random);
        }
      }
      assertThat(store.statistics().pagesDamaged()).isZero();
    } finally {
      store.close();
    }
  }

  private static void check(LogStore store, NaiveLogs model, Random random) {
    List<List<LabelMatcher>> selectors =
        List.of(
            List.of(),
            List.of(LabelMatcher.equal("app", "big")),
            List.of(
                LabelMatcher.equal("app", "small"),
                LabelMatcher.of("pod", LabelMatcher.Op.MATCHES, "p[1-3].*")),
            List.of(LabelMatcher.equal("app", "none")));
    List<LabelMatcher> matchers = selectors.get(random.nextInt(selectors.size()));
    long start = NOW - random.nextLong(20 * HOUR);
    TimeRange range =
        random.nextBoolean()
            ? TimeRange.ALL
            : new TimeRange(start, start + random.nextLong(10 * HOUR));
    for (Direction direction : Direction.values()) {
      Map<Labels, List<NaiveLogs.Entry>> expected = model.scan(matchers, range, direction);
      for (LogScan.Columns columns : LogScan.Columns.values()) {
        LogScan scan = new LogScan(matchers, range, direction, List.of(), columns);
        NaiveLogs.assertSame(NaiveLogs.read(store, scan), reduce(expected, columns));
      }
    }
    checkLabels(store, model, matchers, range);
  }

  private static Map<Labels, List<NaiveLogs.Entry>> reduce(
      Map<Labels, List<NaiveLogs.Entry>> entries, LogScan.Columns columns) {
    Map<Labels, List<NaiveLogs.Entry>> reduced = new TreeMap<>();
    entries.forEach((labels, list) ->
        reduced.put(
            labels,
            list.stream()
                .map(entry ->
                    switch (columns) {
                      case TIMES -> new NaiveLogs.Entry(entry.time(), "", List.of());
                      case TIMES_AND_LENGTHS ->
                          new NaiveLogs.Entry(
                              entry.time(), "x".repeat(entry.line().length()), List.of());
                      case ALL -> entry;
                    })
                .toList()));
    return reduced;
  }

  private static void checkLabels(
      LogStore store, NaiveLogs model, List<LabelMatcher> matchers, TimeRange range) {
    // A stream counts as present where a page of it overlaps the range: with everything in range
    // the answers are exact, with less they may only be larger.
    TreeSet<Labels> expected =
        new TreeSet<>(model.scan(matchers, range, Direction.FORWARD).keySet());
    QueryContext context = QueryContext.unbounded();
    LogQuerier querier = store.querier();
    List<Labels> series = querier.series(context, List.of(matchers), range);
    assertThat(series).containsAll(expected).isSorted();
    LogVolume volume = querier.volume(context, matchers, range);
    assertThat(volume.streams()).isEqualTo(series.size());
    if (range.equals(TimeRange.ALL)) {
      assertThat(series).containsExactlyElementsOf(expected);
      assertThat(querier.labelValues(context, "pod", List.of(matchers), range))
          .containsExactlyElementsOf(
              new TreeSet<>(expected.stream().map(labels -> labels.get("pod")).toList()));
      assertThat(querier.labelNames(context, List.of(matchers), range))
          .isEqualTo(expected.isEmpty() ? List.of() : List.of("app", "pod"));
    }
  }
}
