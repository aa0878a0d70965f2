package io.trivet.appliance.api.otlp.metrics;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.otlp.TranslationOptions;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/// Stores the points of an `ExportMetricsServiceRequest`, whatever brought it. Safe for use from
/// any thread.
public final class MetricsExport {
  private static final int IDLE_APPENDERS = 16;

  private final Supplier<MetricsAppender> appenders;
  private final Supplier<TranslationOptions> options;
  private final MetricsObserver observer;
  private final Deltas deltas;
  private final BlockingQueue<MetricsAppender> idle = new ArrayBlockingQueue<>(IDLE_APPENDERS);

  /// @param options asked for each request
  public MetricsExport(
      Supplier<MetricsAppender> appenders,
      Supplier<TranslationOptions> options,
      MetricsObserver observer,
      InstantSource clock) {
    this.appenders = appenders;
    this.options = options;
    this.observer = observer;
    this.deltas = Deltas.create(clock);
  }

  /// Stores what can be stored.
  ///
  /// @throws TrivetException of kind BAD_DATA if the bytes are no request, or if no point of it
  ///   could be taken
  public MetricsExportResult exportPossible(byte[] request) throws IOException {
    MetricsExportResult result = export(request, false);
    if (result.rejected() > 0 && result.floats() == 0 && result.histograms() == 0) {
      throw new TrivetException(ErrorKind.BAD_DATA, result.reason());
    }
    return result;
  }

  /// Stores everything or nothing, as Prometheus does.
  ///
  /// @throws TrivetException of kind BAD_DATA if the bytes are no request, or if a point of it
  ///   cannot be taken
  public MetricsExportResult exportWhole(byte[] request) throws IOException {
    return export(request, true);
  }

  private MetricsExportResult export(byte[] request, boolean allOrNothing) throws IOException {
    MetricsAppender appender = idle.poll();
    if (appender == null) {
      appender = appenders.get();
    }
    MetricsExportResult result;
    boolean read = false;
    try {
      result = new RequestReader(appender, options.get(), deltas, allOrNothing, request).read();
      read = true;
      appender.commit();
    } finally {
      if (!read) {
        appender.rollback();
      }
      idle.offer(appender);
    }
    observer.exported(result, request.length);
    return result;
  }
}
