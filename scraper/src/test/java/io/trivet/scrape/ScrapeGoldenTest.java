package io.trivet.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.scrape.config.GlobalScrape;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.config.ScrapeOptions;
import io.trivet.scrape.http.Fetcher;
import io.trivet.testkit.SharedFolder;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Serves expositions and compares what is stored with what Prometheus stored of them.
class ScrapeGoldenTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NOW_MS = 1_790_000_000_000L;
  private static final Pattern TOKEN = Pattern.compile("\\{\\{(s|ms):(-?[0-9.]+)}}");
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW_MS));

  private static ScheduledExecutorService timer;

  @BeforeAll
  static void open() {
    timer = Executors.newSingleThreadScheduledExecutor();
  }

  @AfterAll
  static void close() {
    timer.shutdownNow();
  }

  @TestFactory
  Stream<DynamicTest> stores_what_prometheus_stores() throws IOException {
    Path folder = SharedFolder.conformance("golden/scrape");
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    assertThat(files).as("cases in %s", folder).isNotEmpty();
    return files.stream()
        .map(file -> {
          String name = file.getFileName().toString().replace(".json", "");
          return DynamicTest.dynamicTest(
              name, () -> check(name, JSON.readTree(Files.readString(file))));
        });
  }

  private static void check(String name, JsonNode golden) throws IOException {
    HttpServer server = serve(golden);
    String address = "127.0.0.1:" + server.getAddress().getPort();
    RecordingStore store = new RecordingStore(NOW_MS);
    ScrapeEnvironment environment =
        ScrapeEnvironment.overHttp(
            store::appender,
            new NioFiles(),
            timer,
            task -> Thread.startVirtualThread(task),
            CLOCK,
            (file, job, target, error) -> {},
            "Test/1",
            0);
    ObjectNode keys = ((ObjectNode) golden.get("config")).deepCopy();
    keys.put("job_name", name);
    Map<String, Object> map = JSON.convertValue(keys, new TypeReference<Map<String, Object>>() {});
    ScrapeConfig config = RecordBinder.bind(ScrapeConfig.class, map);
    ScrapeSettings settings =
        ScrapeSettings.of(config, GlobalScrape.defaults(), ScrapeOptions.Features.NONE);
    TargetFactory.Outcome made =
        new TargetFactory(settings).make(Labels.of("__address__", address));
    Target target = ((TargetFactory.Outcome.Made) made).target();
    try (Fetcher fetcher = environment.fetchers().apply(settings.http())) {
      ScrapeLoop loop =
          new ScrapeLoop(target, settings, environment, fetcher, new ScrapeCounters(), null);
      loop.scrape(NOW_MS);
      compare(golden, store, loop.view(), target.labels(), address);
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer serve(JsonNode golden) throws IOException {
    byte[] body =
        golden.has("base64")
            ? Base64.getDecoder().decode(golden.get("base64").asText())
            : expand(golden.get("body").asText()).getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          String type = golden.get("contentType").asText();
          if (!type.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", type);
          }
          exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String expand(String text) {
    return TOKEN.matcher(text).replaceAll(ScrapeGoldenTest::expand);
  }

  private static String expand(MatchResult token) {
    BigDecimal millis =
        BigDecimal.valueOf(NOW_MS).add(new BigDecimal(token.group(2)).movePointRight(3));
    return (token.group(1).equals("s") ? millis.movePointLeft(3) : millis)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static void compare(
      JsonNode golden, RecordingStore store, TargetHealth health, Labels target, String address) {
    assertThat(health.lastError())
        .isEqualTo(golden.get("error").asText().replace("TARGET", address));
    assertThat(health.health().name()).isEqualToIgnoringCase(golden.get("health").asText());
    golden
        .get("report")
        .properties()
        .forEach(entry -> {
          Labels series = target.with(Labels.METRIC_NAME, entry.getKey());
          RecordingStore.Sample sample =
              Objects.requireNonNull(store.newest(series), entry.getKey());
          assertThat(sample.value())
              .as(entry.getKey())
              .isEqualTo(Double.parseDouble(entry.getValue().asText()));
        });
    assertThat(stored(store, target)).isEqualTo(expectedSeries(golden));
    assertThat(storedExemplars(store, target)).isEqualTo(expectedExemplars(golden));
    TreeSet<String> metadata = new TreeSet<>();
    health
        .metadata()
        .forEach(
            (metric, m) -> metadata.add(String.join("|", metric, m.type(), m.help(), m.unit())));
    TreeSet<String> expected = new TreeSet<>();
    for (JsonNode m : golden.get("metadata")) {
      expected.add(
          String.join(
              "|",
              m.get("metric").asText(),
              m.get("type").asText(),
              m.get("help").asText(),
              m.get("unit").asText()));
    }
    assertThat(metadata).isEqualTo(expected);
  }

  private static boolean isReport(Labels series) {
    return series.metricName().equals("up") || series.metricName().startsWith("scrape_");
  }

  private static Labels withoutTarget(Labels series, Labels target) {
    return series.filter(name -> !target.has(name) || !target.get(name).equals(series.get(name)));
  }

  private static Set<String> stored(RecordingStore store, Labels target) {
    TreeSet<String> all = new TreeSet<>();
    for (Labels series : store.samples.keySet()) {
      RecordingStore.Sample sample = store.newest(series);
      if (sample == null || isReport(series)) {
        continue;
      }
      String time = sample.timeMs() == NOW_MS ? "" : " @" + sample.timeMs() / 1000.0;
      NativeHistogram histogram = sample.histogram();
      all.add(
          withoutTarget(series, target)
              + " "
              + (histogram == null ? number(sample.value()) : text(histogram))
              + time);
    }
    return all;
  }

  private static Set<String> expectedSeries(JsonNode golden) {
    TreeSet<String> all = new TreeSet<>();
    for (JsonNode series : golden.get("series")) {
      String time =
          series.has("time") ? " @" + Double.parseDouble(expand(series.get("time").asText())) : "";
      JsonNode histogram = series.get("histogram");
      all.add(
          labels(series.get("metric"))
              + " "
              + (histogram == null
                  ? number(parse(expand(series.get("value").asText())))
                  : text(histogram))
              + time);
    }
    return all;
  }

  private static double parse(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static String number(double value) {
    return Double.toString(value);
  }

  private static Labels labels(JsonNode object) {
    LabelsBuilder labels = new LabelsBuilder();
    object.properties().forEach(e -> labels.set(e.getKey(), e.getValue().asText()));
    return labels.build();
  }

  private static String text(JsonNode histogram) {
    List<String> buckets = new ArrayList<>();
    for (JsonNode bucket : histogram.get("buckets")) {
      buckets.add(
          bucket(
              parse(bucket.get(1).asText()),
              parse(bucket.get(2).asText()),
              parse(bucket.get(3).asText())));
    }
    return "count %s sum %s %s"
        .formatted(
            parse(histogram.get("count").asText()), parse(histogram.get("sum").asText()), buckets);
  }

  private static String bucket(double lower, double upper, double count) {
    return "%.9g..%.9g:%s".formatted(lower, upper, count);
  }

  private static String text(NativeHistogram h) {
    List<String> buckets = new ArrayList<>();
    if (h.zeroCount > 0) {
      buckets.add(bucket(-h.zeroThreshold, h.zeroThreshold, h.zeroCount));
    }
    int index = 0;
    int at = 0;
    for (int s = 0; s < h.positiveSpans.length; s += 2) {
      index += h.positiveSpans[s];
      for (int i = 0; i < h.positiveSpans[s + 1]; i++) {
        if (h.positiveBuckets[at] != 0) {
          buckets.add(bucket(bound(h, index - 1), bound(h, index), h.positiveBuckets[at]));
        }
        at++;
        index++;
      }
    }
    return "count %s sum %s %s".formatted(h.count, h.sum, buckets);
  }

  private static double bound(NativeHistogram h, int index) {
    if (!h.hasCustomBuckets()) {
      return Math.pow(2, index * Math.pow(2, -h.schema));
    }
    return index < 0
        ? Double.NEGATIVE_INFINITY
        : index >= h.customBounds.length ? Double.POSITIVE_INFINITY : h.customBounds[index];
  }

  private static Set<String> expectedExemplars(JsonNode golden) {
    TreeSet<String> all = new TreeSet<>();
    for (JsonNode series : golden.get("exemplars")) {
      for (JsonNode exemplar : series.get("exemplars")) {
        all.add(
            exemplar(
                labels(series.get("series")),
                labels(exemplar.get("labels")),
                parse(exemplar.get("value").asText()),
                exemplar.has("time")
                    ? Double.parseDouble(expand(exemplar.get("time").asText()))
                    : null));
      }
    }
    return all;
  }

  private static Set<String> storedExemplars(RecordingStore store, Labels target) {
    TreeSet<String> all = new TreeSet<>();
    store.exemplars.forEach((series, list) -> {
      for (Exemplar exemplar : list) {
        all.add(
            exemplar(
                withoutTarget(series, target),
                exemplar.labels(),
                exemplar.value(),
                exemplar.timestampMs() == NOW_MS ? null : exemplar.timestampMs() / 1000.0));
      }
    });
    return all;
  }

  private static String exemplar(
      Labels series, Labels labels, double value, @Nullable Double seconds) {
    return series + " " + labels + " " + value + (seconds == null ? "" : " @" + seconds);
  }
}
