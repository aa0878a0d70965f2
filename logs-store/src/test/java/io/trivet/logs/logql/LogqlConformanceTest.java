package io.trivet.logs.logql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.logs.Direction;
import io.trivet.logs.logql.eval.LogqlResult;
import io.trivet.testkit.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// Runs the scripts of the folder `logql` of the recorded cases; each query is a test.
class LogqlConformanceTest {
  private static final double TOLERANCE = 1e-9;

  @TestFactory
  List<DynamicNode> scripts() throws IOException {
    Path folder = SharedFolder.conformance("logql");
    List<DynamicNode> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(folder)) {
      for (Path file : found.filter(f -> f.toString().endsWith(".logqltest")).sorted().toList()) {
        files.add(script(file));
      }
    }
    assertThat(files).isNotEmpty();
    return files;
  }

  private static DynamicNode script(Path file) throws IOException {
    List<DynamicNode> tests = new ArrayList<>();
    List<LogqlScript.Entry> loaded = new ArrayList<>();
    for (LogqlScript.Command command : LogqlScript.parse(Files.readAllLines(file)).commands()) {
      switch (command) {
        case LogqlScript.Clear() -> loaded.clear();
        case LogqlScript.Load(List<LogqlScript.Entry> entries) -> loaded.addAll(entries);
        case LogqlScript.Eval eval -> {
          List<LogqlScript.Entry> seen = List.copyOf(loaded);
          tests.add(dynamicTest(file.getFileName() + ":" + eval.line(), () -> check(eval, seen)));
        }
      }
    }
    return DynamicContainer.dynamicContainer(
        file.getFileName() + " (" + tests.size() + " queries)", tests);
  }

  private static LogqlResult run(LogqlScript.Eval eval, List<LogqlScript.Entry> entries) {
    MemoryLogs logs = new MemoryLogs();
    for (LogqlScript.Entry entry : entries) {
      logs.add(entry.labels(), entry.time(), entry.line(), entry.metadata().toArray(String[]::new));
    }
    QueryContext context = QueryContext.unbounded();
    try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
      LogqlEngine engine = new LogqlEngine(new LogqlOptions(0, 3), executor);
      return eval.step() == 0
          ? engine.instant(logs, eval.query(), eval.start(), 1000, Direction.FORWARD, context)
          : engine.range(
              logs,
              eval.query(),
              eval.start(),
              eval.end(),
              eval.step(),
              0,
              1000,
              Direction.FORWARD,
              context);
    }
  }

  private static void check(LogqlScript.Eval eval, List<LogqlScript.Entry> entries) {
    if (eval.expectation() instanceof LogqlScript.Fail(String text, boolean regex)) {
      try {
        fail(eval.query() + "\nyields " + run(eval, entries) + "\ninstead of the error: " + text);
      } catch (TrivetException e) {
        if (regex) {
          assertThat(e.reason()).containsPattern(Pattern.compile(text));
        } else {
          assertThat(e.reason()).contains(text);
        }
      }
      return;
    }
    LogqlResult result = run(eval, entries);
    switch (eval.expectation()) {
      case LogqlScript.Scalar(double value) -> {
        assertThat(result).as(eval.query()).isInstanceOf(LogqlResult.Scalar.class);
        assertClose(eval, ((LogqlResult.Scalar) result).value(), value);
      }
      case LogqlScript.Empty() -> assertThat(series(result, eval)).as(eval.query()).isEmpty();
      case LogqlScript.SeriesSet(List<LogqlScript.SeriesLine> expected, boolean ordered) -> {
        Map<String, List<Double>> wanted = new TreeMap<>();
        List<String> order = new ArrayList<>();
        expected.forEach(s -> wanted.put(s.labels().toString(), s.values()));
        expected.forEach(s -> order.add(s.labels().toString()));
        Map<String, List<Double>> found = series(result, eval);
        assertThat(found.keySet()).as(eval.query()).isEqualTo(wanted.keySet());
        wanted.forEach((labels, values) ->
            assertClose(eval, labels, found.getOrDefault(labels, List.of()), values));
        if (ordered) {
          assertThat(((LogqlResult.Vector) result).samples())
              .extracting(s -> s.labels().toString())
              .containsExactlyElementsOf(order);
        }
      }
      case LogqlScript.Fail _ -> throw new IllegalStateException("handled above");
    }
  }

  private static Map<String, List<Double>> series(LogqlResult result, LogqlScript.Eval eval) {
    Map<String, List<Double>> series = new TreeMap<>();
    switch (result) {
      case LogqlResult.Vector(long time, List<LogqlResult.Sample> samples) -> {
        for (LogqlResult.Sample sample : samples) {
          assertThat(time).isEqualTo(eval.start() / 1_000_000);
          put(series, sample.labels(), List.of(sample.value()));
        }
      }
      case LogqlResult.Matrix(List<LogqlResult.Series> all) -> {
        for (LogqlResult.Series one : all) {
          List<Double> values = new ArrayList<>();
          int n = 0;
          for (long t = eval.start(); t <= eval.end(); t += eval.step()) {
            boolean present = n < one.timesMillis().length && one.timesMillis()[n] == t / 1_000_000;
            values.add(present ? one.values()[n++] : null);
          }
          assertThat(n).as("points on steps").isEqualTo(one.timesMillis().length);
          put(series, one.labels(), values);
        }
      }
      case LogqlResult.Scalar scalar -> fail("a scalar: " + scalar);
      case LogqlResult.Streams streams -> fail("log lines: " + streams);
    }
    return series;
  }

  private static void put(Map<String, List<Double>> series, Labels labels, List<Double> values) {
    assertThat(series.put(labels.toString(), values)).as("twice: " + labels).isNull();
  }

  private static void assertClose(
      LogqlScript.Eval eval, String labels, List<Double> found, List<Double> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i) == null || found.get(i) == null) {
        assertThat(found).as(eval.query() + " " + labels).isEqualTo(wanted);
        return;
      }
      assertClose(eval, found.get(i), wanted.get(i));
    }
  }

  private static void assertClose(LogqlScript.Eval eval, double found, double wanted) {
    double difference = Math.abs(found - wanted);
    boolean close =
        Double.compare(found, wanted) == 0
            || difference <= TOLERANCE
            || difference <= TOLERANCE * Math.max(Math.abs(found), Math.abs(wanted));
    if (!close) {
      assertThat(found).as(eval.query()).isEqualTo(wanted);
    }
  }
}
