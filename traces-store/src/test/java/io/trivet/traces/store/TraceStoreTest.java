package io.trivet.traces.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.journal.JournalOptions;
import io.trivet.core.option.ByteSize;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.traces.AttributeColumn;
import io.trivet.traces.AttributeScope;
import io.trivet.traces.SpanAppendResult;
import io.trivet.traces.SpanEvent;
import io.trivet.traces.SpanScan;
import io.trivet.traces.SpanTable;
import io.trivet.traces.TraceQuerier;
import io.trivet.traces.TraceStoreOptions;
import io.trivet.traces.otlp.SpanReader;
import io.trivet.traces.otlp.SpanSink;
import io.trivet.traces.store.OtlpBytes.TestSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceStoreTest {
  private static final TraceStoreOptions OPTIONS =
      new TraceStoreOptions(
          Duration.ofHours(72),
          400,
          new ByteSize(0),
          Duration.ofSeconds(5),
          ByteSize.mebibytes(256),
          Duration.ofMinutes(30),
          ByteSize.mebibytes(8),
          new ByteSize(100_000),
          3,
          1_000_000,
          Duration.ofMillis(50),
          JournalOptions.DEFAULT);

  @TempDir Path directory;

  private final CpuPool pool = new CpuPool("test", 2, 100);
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Map<TraceId, Map<Long, TestSpan>> model = new HashMap<>();

  @AfterEach
  void closePool() {
    pool.close();
  }

  private TraceStore open() throws IOException {
    return open(directory);
  }

  private TraceStore open(Path path) throws IOException {
    return TraceStore.open(OPTIONS, new NioDisk(), path, InstantSource.system(), pool);
  }

  private TestSpan randomSpan() {
    TraceId id = new TraceId(random.nextInt(4), random.nextInt(60) + 1L);
    Map<Long, TestSpan> known = model.getOrDefault(id, Map.of());
    long parent =
        known.isEmpty() || random.nextInt(5) == 0
            ? random.nextInt(3) == 0 ? 77 : 0
            : known.keySet().iterator().next();
    Map<String, Object> attributes = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      attributes.put("http.method", random.nextBoolean() ? "GET" : "POST");
    }
    attributes.put(
        "n", random.nextInt(3) == 0 ? (Object) ("" + random.nextInt(5)) : random.nextLong());
    if (random.nextInt(4) == 0) {
      attributes.put("d", random.nextDouble());
      attributes.put("b", random.nextBoolean());
      attributes.put("list", List.of("x", "y" + random.nextInt(3)));
    }
    long start = 1_700_000_000_000_000_000L + random.nextInt(1_000_000_000);
    return new TestSpan(
        "service-" + random.nextInt(3),
        id.high(),
        id.low(),
        random.nextLong() | 1,
        parent,
        "operation " + random.nextInt(10),
        start,
        start + random.nextInt(1_000_000),
        random.nextInt(6),
        random.nextInt(3),
        attributes,
        random.nextInt(6) == 0 ? List.of("e1", "e2") : List.of());
  }

  private void write(TraceStore store, int requests) throws IOException {
    for (int i = 0; i < requests; i++) {
      List<TestSpan> spans = new ArrayList<>();
      for (int n = random.nextInt(20); n >= 0; n--) {
        spans.add(randomSpan());
      }
      byte[] bytes = OtlpBytes.request(spans);
      SpanAppendResult result = store.append(bytes, 0, bytes.length);
      assertThat(result).isEqualTo(new SpanAppendResult(spans.size(), 0, ""));
      if (random.nextInt(10) == 0) {
        // A sender that missed the answer tries again.
        store.append(bytes, 0, bytes.length);
      }
      for (TestSpan span : spans) {
        model
            .computeIfAbsent(new TraceId(span.traceHigh(), span.traceLow()), t -> new HashMap<>())
            .put(span.id(), span);
      }
    }
  }

  private void check(TraceStore store) {
    TraceQuerier querier = store.querier();
    model.forEach((id, spans) -> {
      byte[] bytes = querier.trace(QueryContext.unbounded(), id.high(), id.low());
      assertThat(bytes).as("seed %d, %s", seed, id).isNotNull();
      assertThat(spansOf(bytes == null ? new byte[0] : bytes))
          .as("seed %d, %s", seed, id)
          .containsExactlyInAnyOrderElementsOf(
              spans.values().stream().map(TraceStoreTest::bytesOf).toList());
      assertThat(querier.has(id.high(), id.low())).isTrue();
    });
    assertThat(querier.trace(QueryContext.unbounded(), 99, 99)).isNull();
    Set<TraceId> seen = new HashSet<>();
    querier.scan(
        QueryContext.unbounded(),
        new SpanScan(TimeRange.ALL, List.of()),
        table -> {
          for (int trace = 0; trace < table.traces(); trace++) {
            TraceId id = new TraceId(table.traceIdHigh(trace), table.traceIdLow(trace));
            assertThat(seen.add(id)).as("seed %d: %s in two tables", seed, id).isTrue();
            checkTrace(table, trace, model.getOrDefault(id, Map.of()));
          }
          return true;
        });
    assertThat(seen).as("seed %d", seed).isEqualTo(model.keySet());
  }

  private void checkTrace(SpanTable table, int trace, Map<Long, TestSpan> spans) {
    int[] rows = table.rowsOf(trace);
    assertThat(rows).as("seed %d", seed).hasSize(spans.size());
    for (int row : rows) {
      TestSpan span = spans.get(table.spanId(row));
      assertThat(span).as("seed %d", seed).isNotNull();
      if (span == null) {
        continue;
      }
      assertThat(table.traceOf(row)).isEqualTo(trace);
      assertThat(table.parentSpanId(row)).isEqualTo(span.parent());
      assertThat(table.startNanos(row)).isEqualTo(span.start());
      assertThat(table.durationNanos(row)).isEqualTo(span.end() - span.start());
      assertThat(table.kind(row)).isEqualTo(span.kind());
      assertThat(table.status(row)).isEqualTo(span.status());
      assertThat(value(table.name(), row)).isEqualTo(span.name());
      assertThat(value(table.scopeName(), row)).isEqualTo("lib");
      assertThat(value(table.attribute(AttributeScope.RESOURCE, "service.name"), row))
          .isEqualTo(span.service());
      for (String key : List.of("http.method", "n", "d", "b", "list")) {
        assertThat(value(table.attribute(AttributeScope.SPAN, key), row))
            .as("seed %d, %s", seed, key)
            .isEqualTo(span.attributes().get(key));
      }
      assertThat(table.events(row).stream().map(SpanEvent::name)).isEqualTo(span.events());
    }
    assertThat(table.traceStartNanos(trace))
        .isEqualTo(spans.values().stream().mapToLong(TestSpan::start).min().orElse(0));
    assertThat(table.traceEndNanos(trace))
        .isEqualTo(spans.values().stream().mapToLong(TestSpan::end).max().orElse(0));
  }

  private static @Nullable Object value(@Nullable AttributeColumn column, int row) {
    if (column == null) {
      return null;
    }
    return switch (column.type(row)) {
      case NONE -> null;
      case STRING -> column.dictionary().get(column.stringId(row));
      case INT -> column.integer(row);
      case DOUBLE -> column.floating(row);
      case BOOL -> column.integer(row) != 0;
      default -> column.elements(row);
    };
  }

  private static String bytesOf(TestSpan span) {
    byte[] bytes = OtlpBytes.span(span).toByteArray();
    Arrays.sort(bytes);
    return Arrays.toString(bytes);
  }

  /// Spans of a message, each as its sorted bytes: fields may come in another order.
  private static List<String> spansOf(byte[] message) {
    List<String> found = new ArrayList<>();
    new SpanReader()
        .read(
            message,
            0,
            message.length,
            new SpanSink() {
              @Override
              public void resource(byte[] b, int o, int l, int schemaOffset, int schemaLength) {
                assertThat(l).isPositive();
              }

              @Override
              public void scope(byte[] b, int o, int l, int schemaOffset, int schemaLength) {
                assertThat(l).isPositive();
              }

              @Override
              public void span(byte[] b, int o, int l) {
                byte[] copy = Arrays.copyOfRange(b, o, o + l);
                Arrays.sort(copy);
                found.add(Arrays.toString(copy));
              }
            });
    return found;
  }

  @Test
  void finds_every_span_in_head_blocks_and_after_restarts() throws IOException {
    for (int round = 0; round < 3; round++) {
      try (TraceStore store = open()) {
        check(store);
        write(store, 20);
        check(store);
        store.flush();
        check(store);
        write(store, 20);
        check(store);
      }
    }
  }

  @Test
  void a_copy_of_the_directory_at_any_time_has_everything_acknowledged() throws IOException {
    try (TraceStore store = open()) {
      for (int round = 0; round < 5; round++) {
        write(store, 15);
        Path copy = directory.resolveSibling(directory.getFileName() + "-copy" + round);
        copy(directory, copy);
        try (TraceStore restored = open(copy)) {
          check(restored);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    // Blocks may be published and segments deleted meanwhile: the journal is copied first, as it
    // was.
    try (Stream<Path> files = Files.walk(from.resolve("journal"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    } catch (java.nio.file.NoSuchFileException e) {
      copyAgain(from, to);
      return;
    }
    try (Stream<Path> files = Files.walk(from.resolve("blocks"))) {
      for (Path file : files.filter(f -> !f.toString().contains(".tmp")).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    } catch (java.io.UncheckedIOException | java.nio.file.NoSuchFileException e) {
      copyAgain(from, to);
    }
  }

  private static void copyAgain(Path from, Path to) throws IOException {
    new NioDisk().delete(to);
    copy(from, to);
  }

  @Test
  void malformed_requests_are_refused_whole_with_the_position() throws IOException {
    try (TraceStore store = open()) {
      byte[] good = OtlpBytes.request(List.of(randomSpan(), randomSpan()));
      byte[] cut = Arrays.copyOf(good, good.length - 3);
      assertThatThrownBy(() -> store.append(cut, 0, cut.length))
          .isInstanceOf(MalformedBytesException.class)
          .hasMessageStartingWith("byte ");
      assertThat(store.statistics().headSpans()).isZero();
      for (int i = 0; i < 3000; i++) {
        byte[] bytes = good.clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
          store.append(bytes, 0, bytes.length);
        } catch (MalformedBytesException e) {
          assertThat(e.position()).isBetween(0L, (long) bytes.length);
        }
      }
      store.flush();
      store
          .querier()
          .scan(
              QueryContext.unbounded(),
              new SpanScan(TimeRange.ALL, List.of()),
              table -> {
                for (int row = 0; row < table.size(); row++) {
                  value(table.name(), row);
                  table.events(row);
                  table.links(row);
                  for (AttributeScope scope : AttributeScope.values()) {
                    for (String name : table.attributeNames(scope)) {
                      value(table.attribute(scope, name), row);
                    }
                  }
                }
                return true;
              });
    }
  }

  @Test
  void spans_without_ids_are_refused_and_counted() throws IOException {
    try (TraceStore store = open()) {
      TestSpan span = randomSpan();
      TestSpan bad = new TestSpan("s", 0, 0, 5, 0, "x", 1, 2, 0, 0, Map.of(), List.of());
      byte[] bytes = OtlpBytes.request(List.of(span, bad));
      assertThat(store.append(bytes, 0, bytes.length))
          .isEqualTo(new SpanAppendResult(1, 1, "span without a trace id"));
    }
  }
}
