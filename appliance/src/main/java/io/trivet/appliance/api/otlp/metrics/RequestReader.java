package io.trivet.appliance.api.otlp.metrics;

import io.trivet.core.codec.ProtoReader;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.otlp.MetricKind;
import io.trivet.metrics.otlp.TranslationOptions;
import io.trivet.metrics.otlp.UntranslatableException;

/// Reads one request and hands its points to a writer:
///
/// ```text
/// ExportMetricsServiceRequest {1 resource_metrics*}
/// ResourceMetrics {1 resource, 2 scope_metrics*}
/// ScopeMetrics {1 scope, 2 metrics*, 3 schema_url}
/// ```
///
/// Each level is read twice, since what describes it may stand behind what it holds. For one
/// request; owned by one thread.
final class RequestReader {
  /// Most samples of `target_info` from one request.
  private static final int MAX_INFO_SAMPLES = 1000;

  private final MetricsAppender appender;
  private final TranslationOptions options;
  private final boolean allOrNothing;
  private final byte[] body;
  private final Origin origin;
  private final SeriesResolver series;
  private final PointWriter writer;
  private final Point point = new Point();
  private long earliest;
  private long latest;
  private long rejected;
  private String reason = "";

  /// @param allOrNothing whether the first refused point fails the request
  RequestReader(
      MetricsAppender appender,
      TranslationOptions options,
      Deltas deltas,
      boolean allOrNothing,
      byte[] body) {
    this.appender = appender;
    this.options = options;
    this.allOrNothing = allOrNothing;
    this.body = body;
    this.origin = new Origin(body);
    this.series = new SeriesResolver(appender, options, origin);
    this.writer = new PointWriter(appender, options, deltas, series);
  }

  /// @throws TrivetException of kind BAD_DATA if this is no request, or if a point is refused and
  ///   the request is all or nothing
  MetricsExportResult read() {
    ProtoReader in = reader(0, body.length);
    while (in.next()) {
      if (in.field() == 1) {
        int outer = in.enter();
        resource(in.position(), in.end() - in.position());
        in.leave(outer);
      } else {
        in.skip();
      }
    }
    return new MetricsExportResult(
        writer.floats, writer.histograms, writer.exemplars, rejected, reason);
  }

  private ProtoReader reader(int at, int length) {
    ProtoReader in = new ProtoReader();
    in.reset(body, at, length);
    return in;
  }

  private void resource(int at, int length) {
    origin.resource(at, 0);
    ProtoReader in = reader(at, length);
    while (in.next()) {
      if (in.field() == 1) {
        in.expect(ProtoReader.BYTES);
        int size = in.length();
        origin.resource(in.take(size), size);
      } else {
        in.skip();
      }
    }
    series.resourceChanged();
    earliest = Long.MAX_VALUE;
    latest = Long.MIN_VALUE;
    in.reset(body, at, length);
    while (in.next()) {
      if (in.field() == 2) {
        int outer = in.enter();
        scope(in.position(), in.end() - in.position());
        in.leave(outer);
      } else {
        in.skip();
      }
    }
    targetInfo();
  }

  private void scope(int at, int length) {
    origin.scope(at, 0);
    origin.schema(at, 0);
    ProtoReader in = reader(at, length);
    while (in.next()) {
      if (in.field() == 1 || in.field() == 3) {
        in.expect(ProtoReader.BYTES);
        int size = in.length();
        int start = in.take(size);
        if (in.field() == 1) {
          origin.scope(start, size);
        } else {
          origin.schema(start, size);
        }
      } else {
        in.skip();
      }
    }
    series.scopeChanged();
    in.reset(body, at, length);
    while (in.next()) {
      if (in.field() == 2) {
        int outer = in.enter();
        metric(OtlpMetric.read(in));
        in.leave(outer);
      } else {
        in.skip();
      }
    }
  }

  private void metric(OtlpMetric metric) {
    String problem = metric.problem(options.delta());
    MetricKind kind = metric.kind;
    if (problem != null && allOrNothing) {
      throw new UntranslatableException(problem);
    }
    if (kind == null) {
      return;
    }
    series.metric(metric, kind);
    ProtoReader in = reader(metric.dataAt, metric.dataLength);
    while (in.next()) {
      if (in.field() != 1) {
        in.skip();
        continue;
      }
      int outer = in.enter();
      if (problem == null) {
        PointReader.read(in, kind, point);
        point(metric, kind);
      } else {
        reject(problem);
      }
      in.leave(outer);
    }
  }

  private void point(OtlpMetric metric, MetricKind kind) {
    String problem;
    try {
      problem = writer.write(metric, kind, point);
    } catch (UntranslatableException e) {
      if (allOrNothing) {
        throw e;
      }
      problem = e.reason();
    }
    if (problem == null) {
      earliest = Math.min(earliest, point.timeMs);
      latest = Math.max(latest, point.timeMs);
    } else if (allOrNothing) {
      throw new TrivetException(ErrorKind.BAD_DATA, problem);
    } else {
      reject(problem);
    }
  }

  private void reject(String problem) {
    rejected++;
    if (reason.isEmpty()) {
      reason = problem;
    }
  }

  /// Writes `target_info` from the first to the last point of the resource, twice in the lookback
  /// of queries. A sample that is refused was written by another request.
  private void targetInfo() {
    if (latest == Long.MIN_VALUE) {
      return;
    }
    long info = infoSeries();
    if (info == MetricsAppender.NO_SERIES) {
      return;
    }
    long interval = Math.max(1, options.lookbackMs() / 2);
    long time = Math.max(earliest, latest - MAX_INFO_SAMPLES * interval);
    for (; time < latest; time += interval) {
      appender.add(info, time, 1, MetricsAppender.NO_START);
    }
    appender.add(info, latest, 1, MetricsAppender.NO_START);
  }

  private long infoSeries() {
    try {
      return series.targetInfo();
    } catch (UntranslatableException e) {
      if (allOrNothing) {
        throw e;
      }
      reason = reason.isEmpty() ? e.reason() : reason;
      return MetricsAppender.NO_SERIES;
    }
  }
}
