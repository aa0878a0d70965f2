package io.trivet.appliance.self;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.BufferPoolsExports;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import io.prometheus.client.hotspot.ThreadExports;
import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.Endpoint;
import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.RequestObserver;
import io.trivet.appliance.api.loki.PushObserver;
import io.trivet.appliance.api.otlp.OtlpObserver;
import io.trivet.appliance.api.otlp.metrics.MetricsObserver;
import io.trivet.appliance.api.prometheus.WriteObserver;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/// The counters, and the endpoint that shows them.
public final class SelfMetrics implements Endpoint, RequestObserver {
  private static final double[] SECONDS = {0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30};

  private final CollectorRegistry registry = new CollectorRegistry(true);
  private final Counter requests =
      counter(
          "trivet_http_requests", "HTTP requests answered.", "listener", "route", "method", "code");
  private final Histogram latency =
      Histogram.build("trivet_http_request_duration_seconds", "Time to answer HTTP requests.")
          .labelNames("listener", "route")
          .buckets(SECONDS)
          .register(registry);
  private final Counter samples =
      counter("trivet_ingest_samples", "Samples received and stored.", "protocol", "type");
  private final Counter exemplars =
      counter("trivet_ingest_exemplars", "Exemplars received and stored.", "protocol");
  private final Counter entries =
      counter("trivet_ingest_log_entries", "Log entries received and stored.", "protocol");
  private final Counter spans =
      counter("trivet_ingest_spans", "Spans received and stored.", "transport");
  private final Counter bytes =
      counter("trivet_ingest_bytes", "Uncompressed bytes received and stored.", "signal");
  private final Counter refused =
      counter("trivet_ingest_refused", "Samples, entries and spans refused.", "signal", "reason");

  /// @param version of Trivet
  public SelfMetrics(String version, QueryPool pool) {
    Gauge.build("trivet_build_info", "1, with the version as a label.")
        .labelNames("version", "java")
        .register(registry)
        .labels(version, Runtime.version().toString())
        .set(1);
    gauge("trivet_queries_active", "Queries being evaluated.", pool::active);
    gauge("trivet_queries_waiting", "Queries waiting to be evaluated.", pool::waiting);
    new StandardExports().register(registry);
    new MemoryPoolsExports().register(registry);
    new BufferPoolsExports().register(registry);
    new GarbageCollectorExports().register(registry);
    new ThreadExports().register(registry);
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.build(name + "_total", help).labelNames(labels).register(registry);
  }

  /// A number that is asked for at each scrape.
  private interface Reading {
    double read();
  }

  private void gauge(String name, String help, Reading reading) {
    Gauge gauge = Gauge.build(name, help).create();
    gauge.setChild(
        new Gauge.Child() {
          @Override
          public double get() {
            return reading.read();
          }
        });
    gauge.register(registry);
  }

  /// Shows what else has something to tell.
  public void add(Collector collector) {
    collector.register(registry);
  }

  @Override
  public void answered(String listener, String route, String method, int status, long nanos) {
    requests.labels(listener, route, known(method), Integer.toString(status)).inc();
    latency.labels(listener, route).observe(nanos / 1e9);
  }

  private static String known(String method) {
    return switch (method) {
      case "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH" -> method;
      default -> "other";
    };
  }

  /// All families with what they are now.
  public List<Collector.MetricFamilySamples> families() {
    return Collections.list(registry.metricFamilySamples());
  }

  /// Hears of remote write.
  public WriteObserver remoteWrite() {
    return new WriteObserver() {
      @Override
      public void accepted(long floats, long histograms, long withExemplar, long size) {
        samples.labels("remote_write", "float").inc((double) floats);
        samples.labels("remote_write", "histogram").inc((double) histograms);
        exemplars.labels("remote_write").inc((double) withExemplar);
        bytes.labels("metrics").inc((double) size);
      }

      @Override
      public void refused(String reason, long count) {
        refused.labels("metrics", reason).inc((double) count);
      }
    };
  }

  /// Hears of Loki pushes.
  public PushObserver lokiPush() {
    return new PushObserver() {
      @Override
      public void accepted(long count, long size) {
        entries.labels("loki").inc((double) count);
        bytes.labels("logs").inc((double) size);
      }

      @Override
      public void refused(String reason, long count) {
        refused.labels("logs", reason).inc((double) count);
      }
    };
  }

  /// Hears of OTLP exports.
  public OtlpObserver otlp() {
    return (transport, accepted, rejected, size) -> {
      spans.labels(transport).inc((double) accepted);
      refused.labels("traces", "rejected").inc((double) rejected);
      bytes.labels("traces").inc((double) size);
    };
  }

  /// Hears of OTLP metrics.
  public MetricsObserver otlpMetrics() {
    return (result, size) -> {
      samples.labels("otlp", "float").inc((double) result.floats());
      samples.labels("otlp", "histogram").inc((double) result.histograms());
      exemplars.labels("otlp").inc((double) result.exemplars());
      refused.labels("metrics", "otlp_rejected").inc((double) result.rejected());
      bytes.labels("metrics").inc((double) size);
    };
  }

  @Override
  public Answer handle(Request request) throws IOException {
    String type = TextFormat.chooseContentType(request.header("Accept"));
    StringWriter text = new StringWriter();
    TextFormat.writeFormat(type, text, registry.metricFamilySamples());
    return Answer.of(200, type, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
