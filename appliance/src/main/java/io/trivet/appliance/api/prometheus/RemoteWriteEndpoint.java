package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.BodyDecoder;
import io.trivet.appliance.api.http.Endpoint;
import io.trivet.appliance.api.http.Request;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.metrics.MetricsAppender;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Takes remote write 1.0 and 2.0: `POST /api/v1/write`.
///
/// Version 1.0 is all or nothing; of 2.0 what can be stored is stored, and headers tell how much.
public final class RemoteWriteEndpoint implements Endpoint {
  private static final int IDLE_APPENDERS = 16;
  private static final String V1 = "prometheus.WriteRequest";
  private static final String V2 = "io.prometheus.write.v2.Request";

  private final Supplier<MetricsAppender> appenders;
  private final WriteObserver observer;
  private final BooleanSupplier zeroSamples;
  private final long maxBody;
  private final long maxDecoded;
  private final BlockingQueue<MetricsAppender> idle = new ArrayBlockingQueue<>(IDLE_APPENDERS);

  /// @param zeroSamples whether a start timestamp makes a sample of 0
  /// @param maxBody most bytes of a body as it comes
  /// @param maxDecoded most bytes of a decoded body
  public RemoteWriteEndpoint(
      Supplier<MetricsAppender> appenders,
      WriteObserver observer,
      BooleanSupplier zeroSamples,
      long maxBody,
      long maxDecoded) {
    this.appenders = appenders;
    this.observer = observer;
    this.zeroSamples = zeroSamples;
    this.maxBody = maxBody;
    this.maxDecoded = maxDecoded;
  }

  @Override
  public Answer handle(Request request) throws IOException {
    boolean second = isSecond(request.contentType());
    String coding = request.contentEncoding().toLowerCase(Locale.ROOT);
    if (!coding.isEmpty() && !coding.equals("snappy")) {
      throw unsupported(
          coding
              + " encoding (compression) is not accepted by this server; only snappy is"
              + " acceptable");
    }
    byte[] packed = request.body(maxBody);
    byte[] body = BodyDecoder.decode(BodyDecoder.Coding.SNAPPY, packed, maxDecoded);
    MetricsAppender appender = idle.poll();
    if (appender == null) {
      appender = appenders.get();
    }
    SeriesWriter writer = new SeriesWriter(appender, observer, zeroSamples.getAsBoolean());
    boolean read = false;
    try {
      if (second) {
        new WriteV2(writer).read(body);
      } else {
        new WriteV1(writer).read(body);
      }
      read = true;
      appender.commit();
    } catch (MalformedBytesException e) {
      // The word of Prometheus, which senders look for.
      throw e.isTruncated() ? new TrivetException(ErrorKind.BAD_DATA, "unexpected EOF", e) : e;
    } finally {
      if (!read) {
        appender.rollback();
        idle.offer(appender);
      }
    }
    idle.offer(appender);
    observer.accepted(writer.samples, writer.histograms, writer.exemplars, body.length);
    Answer answer =
        writer.problems.isEmpty() ? Answer.empty(204) : Answer.text(400, writer.problems + "\n");
    return second ? withCounts(answer, writer) : answer;
  }

  private static Answer withCounts(Answer answer, SeriesWriter writer) {
    return answer
        .with("X-Prometheus-Remote-Write-Samples-Written", Long.toString(writer.samples))
        .with("X-Prometheus-Remote-Write-Histograms-Written", Long.toString(writer.histograms))
        .with("X-Prometheus-Remote-Write-Exemplars-Written", Long.toString(writer.exemplars));
  }

  private static boolean isSecond(String contentType) {
    String[] parts = contentType.split(";", 20);
    String media = parts[0].trim();
    if (!media.isEmpty() && !media.equalsIgnoreCase(Answer.PROTOBUF)) {
      throw unsupported(
          "expected application/x-protobuf as the first (media) part, got "
              + contentType
              + " content-type");
    }
    String message = V1;
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].trim();
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw unsupported(
            "as per https://www.rfc-editor.org/rfc/rfc9110#parameter expected parameters to be"
                + " key-values, got "
                + part
                + " in "
                + contentType
                + " content-type");
      }
      if (part.substring(0, equals).trim().equals("proto")) {
        message = part.substring(equals + 1).trim();
      }
    }
    if (!message.equals(V1) && !message.equals(V2)) {
      throw unsupported(
          "got "
              + contentType
              + " content type; unknown type for remote write protobuf message "
              + message
              + ", supported: "
              + V1
              + ", "
              + V2);
    }
    return message.equals(V2);
  }

  private static TrivetException unsupported(String message) {
    return new TrivetException(ErrorKind.UNSUPPORTED_MEDIA_TYPE, message);
  }
}
