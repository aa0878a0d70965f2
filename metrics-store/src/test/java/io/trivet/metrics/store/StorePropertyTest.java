package io.trivet.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.journal.JournalOptions;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.LabelMatcher.Op;
import io.trivet.core.label.Labels;
import io.trivet.core.option.ByteSize;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.MetricsStoreOptions;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/// The store against the naive model, through flushes, compactions, deletions and restarts.
final class StorePropertyTest {
  private static final MetricsStoreOptions OPTIONS =
      new MetricsStoreOptions(
          Duration.ofDays(15),
          Duration.ofMinutes(30),
          Duration.ofMinutes(10),
          10_000,
          ByteSize.mebibytes(0),
          100_000,
          Duration.ofHours(2),
          Duration.ofHours(18),
          ByteSize.mebibytes(512),
          ByteSize.mebibytes(1),
          Duration.ZERO,
          JournalOptions.DEFAULT);

  @TempDir Path directory;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final StoreModel model = new StoreModel();
  private final Map<Labels, List<Exemplar>> exemplars = new TreeMap<>();
  private final CpuPool pool = new CpuPool("test", 2, 16);
  private long now = 1_700_000_000_000L;

  private TimeSeriesStore open() throws IOException {
    return TimeSeriesStore.open(
        OPTIONS, new NioDisk(), directory, () -> Instant.ofEpochMilli(now), pool);
  }

  @RepeatedTest(4)
  void answers_as_the_model_does() throws IOException {
    TimeSeriesStore store = open();
    MetricsAppender appender = store.appender();
    for (int step = 0; step < 100; step++) {
      int action = random.nextInt(40);
      switch (action) {
        case 0 -> store.flush();
        case 1 -> store.maintain();
        case 2 -> {
          store.close();
          store = open();
          appender = store.appender();
        }
        case 3 -> delete(store);
        case 4 -> store.cleanTombstones();
        case 5 -> now += random.nextInt(3 * 3_600_000);
        default -> append(appender);
      }
      if (step % 8 == 0) {
        check(store, step);
      }
    }
    store.flush();
    check(store, 1000);
    now += 7 * 3_600_000;
    append(appender);
    store.flush();
    store.maintain();
    check(store, 1001);
    store.close();
    store = open();
    check(store, 1002);
    store.close();
    pool.close();
  }

  private Labels labels() {
    return Labels.of(
        "__name__",
        "m" + random.nextInt(4),
        "i",
        random.nextInt(3) == 0 ? "" : "" + random.nextInt(3),
        "Z",
        random.nextInt(3) == 0 ? "z" : "");
  }

  private void append(MetricsAppender appender) throws IOException {
    record Staged(Labels labels, long time, String text) {}

    List<Staged> staged = new ArrayList<>();
    record StagedExemplar(Labels labels, Exemplar exemplar) {}

    List<StagedExemplar> stagedExemplars = new ArrayList<>();
    now += random.nextInt(120_000);
    int rows = random.nextInt(60);
    for (int i = 0; i < rows; i++) {
      Labels labels = labels();
      int hash = labels.hashCode();
      long series = appender.lookup(hash, ~hash);
      if (series == MetricsAppender.NO_SERIES) {
        series = appender.series(labels, hash, ~hash);
      }
      long time = now - (random.nextInt(10) == 0 ? random.nextInt(3_000_000) : 60 - i);
      long start = labels.get("i").equals("1") ? 1_600_000_000_000L + time / 3_600_000 : 0;
      AppendStatus status;
      String text;
      if (labels.metricName().equals("m3") && random.nextInt(4) > 0) {
        NativeHistogram histogram = histogram();
        status = appender.add(series, time, histogram, start);
        text = StoreModel.text(histogram, start);
      } else {
        double value = value();
        status = appender.add(series, time, value, start);
        text = StoreModel.text(value, start);
      }
      if (status == AppendStatus.ACCEPTED) {
        staged.add(new Staged(labels, time, text));
      }
      if (random.nextInt(12) == 0) {
        Exemplar exemplar =
            new Exemplar(Labels.of("trace_id", "t" + random.nextInt(1000)), random.nextInt(), now);
        if (appender.addExemplar(series, exemplar) == AppendStatus.ACCEPTED) {
          stagedExemplars.add(new StagedExemplar(labels, exemplar));
        }
      }
    }
    if (random.nextInt(8) == 0) {
      appender.rollback();
      return;
    }
    appender.commit();
    staged.forEach(s -> model.put(s.labels(), s.time(), s.text()));
    stagedExemplars.forEach(s -> {
      List<Exemplar> of = exemplars.computeIfAbsent(s.labels(), k -> new ArrayList<>());
      if (!of.contains(s.exemplar())) {
        of.add(s.exemplar());
      }
    });
  }

  private double value() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(100);
      case 1 -> random.nextInt(100_000) / 100.0;
      case 2 -> random.nextDouble();
      case 3 -> Double.longBitsToDouble(0x7ff0000000000002L);
      default -> 0;
    };
  }

  private NativeHistogram histogram() {
    int a = random.nextInt(50);
    int b = random.nextInt(50);
    return new NativeHistogram(
        ResetHint.UNKNOWN,
        random.nextInt(3),
        0.001,
        1,
        a + b + 1,
        random.nextInt(1000),
        new int[] {random.nextInt(4), 2},
        new double[] {a, b},
        null,
        null,
        null,
        true);
  }

  private void delete(TimeSeriesStore store) throws IOException {
    List<LabelMatcher> matchers = matchers();
    long min = now - random.nextInt(3_600_000);
    TimeRange range = new TimeRange(min, min + random.nextInt(1_800_000));
    store.deleteSeries(List.of(matchers), range);
    model.delete(matchers, range);
    exemplars.forEach((labels, list) -> {
      if (matchers.stream().allMatch(m -> m.matches(labels))) {
        list.removeIf(e -> range.contains(e.timestampMs()));
      }
    });
  }

  private List<LabelMatcher> matchers() {
    return switch (random.nextInt(5)) {
      case 0 -> List.of();
      case 1 -> List.of(LabelMatcher.equal("__name__", "m" + random.nextInt(4)));
      case 2 -> List.of(LabelMatcher.of("i", Op.MATCHES, "1|2"));
      case 3 -> List.of(LabelMatcher.equal("Z", ""), LabelMatcher.of("i", Op.NOT_EQUAL, "0"));
      default -> List.of(LabelMatcher.of("__name__", Op.NOT_MATCHES, "m[12]"));
    };
  }

  private void check(TimeSeriesStore store, int step) {
    String as = "seed " + seed + " step " + step;
    for (int i = 0; i < 3; i++) {
      List<LabelMatcher> matchers = matchers();
      long min = now - random.nextInt(4 * 3_600_000);
      TimeRange range =
          i == 0 ? TimeRange.ALL : new TimeRange(min, min + random.nextInt(2 * 3_600_000));
      assertThat(StoreModel.ask(store, matchers, range))
          .as(as)
          .isEqualTo(model.select(matchers, range));
      assertThat(store.querier().series(QueryContext.unbounded(), List.of(matchers), TimeRange.ALL))
          .as(as)
          .containsAll(model.select(matchers, TimeRange.ALL).keySet());
    }
    Map<Labels, List<Exemplar>> found =
        store.querier().exemplars(QueryContext.unbounded(), List.of(List.of()), TimeRange.ALL);
    Map<Labels, List<Exemplar>> wanted = new TreeMap<>(exemplars);
    wanted.values().removeIf(List::isEmpty);
    assertThat(found.keySet()).as(as).isEqualTo(wanted.keySet());
    wanted.forEach((labels, list) ->
        assertThat(found.get(labels)).as(as).containsExactlyInAnyOrderElementsOf(list));
  }
}
