package io.trivet.appliance.api.loki;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.BodyDecoder;
import io.trivet.appliance.api.http.Endpoint;
import io.trivet.appliance.api.http.Request;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.logs.LogAppender;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/// Takes pushes of log lines: `POST /loki/api/v1/push`.
public final class PushEndpoint implements Endpoint {
  /// Sessions kept for the next pushes.
  private static final int IDLE_SESSIONS = 16;

  private final Supplier<LogAppender> appenders;
  private final Supplier<PushLimits> limits;
  private final PushObserver observer;
  private final long maxBody;
  private final long maxDecoded;
  private final BlockingQueue<PushSession> idle = new ArrayBlockingQueue<>(IDLE_SESSIONS);

  /// @param limits asked at each push, so that a reload applies
  /// @param maxBody most bytes of a body as it comes
  /// @param maxDecoded most bytes of a decoded body
  public PushEndpoint(
      Supplier<LogAppender> appenders,
      Supplier<PushLimits> limits,
      PushObserver observer,
      long maxBody,
      long maxDecoded) {
    this.appenders = appenders;
    this.limits = limits;
    this.observer = observer;
    this.maxBody = maxBody;
    this.maxDecoded = maxDecoded;
  }

  @Override
  public Answer handle(Request request) throws IOException {
    byte[] body = body(request);
    boolean json = isJson(request, body);
    if (!json) {
      body = BodyDecoder.decode(BodyDecoder.Coding.SNAPPY, body, maxDecoded);
    }
    PushSession session = idle.poll();
    if (session == null) {
      session = new PushSession(appenders.get(), observer);
    }
    boolean read = false;
    try {
      session.begin(limits.get());
      if (json) {
        JsonPush.read(body, session);
      } else {
        new ProtobufPush().read(body, session);
      }
      read = true;
    } finally {
      if (!read) {
        session.rollback();
      }
    }
    try {
      session.commit();
    } finally {
      idle.offer(session);
    }
    return Answer.empty(204);
  }

  private byte[] body(Request request) {
    try {
      BodyDecoder.Coding coding = BodyDecoder.Coding.of(request.contentEncoding());
      byte[] body = request.body(maxBody);
      // A protobuf body is a snappy block whatever the header says.
      return coding == BodyDecoder.Coding.SNAPPY
          ? body
          : BodyDecoder.decode(coding, body, maxDecoded);
    } catch (TrivetException e) {
      if (e.kind() == ErrorKind.UNSUPPORTED_MEDIA_TYPE) {
        throw new TrivetException(ErrorKind.BAD_DATA, e.reason(), e);
      }
      throw e;
    }
  }

  private static boolean isJson(Request request, byte[] body) {
    String type = request.mediaType();
    if (!type.isEmpty() && (type.indexOf('/') <= 0 || type.endsWith("/"))) {
      throw new TrivetException(
          ErrorKind.BAD_DATA, "Content-Type \"" + request.contentType() + "\" is no media type");
    }
    return type.equals("application/json") || type.isEmpty() && body.length > 0 && body[0] == '{';
  }
}
