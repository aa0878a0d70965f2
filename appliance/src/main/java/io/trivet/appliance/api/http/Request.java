package io.trivet.appliance.api.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request as the adapters see it. Owned by the thread of its handler.
public final class Request {
  private static final Logger log = LoggerFactory.getLogger(Request.class);

  /// Most bytes of a form body.
  private static final long MAX_FORM = 10 << 20;

  /// Most bytes of a body too large that are read to no purpose, and how long at most.
  private static final long MAX_DRAINED = 64 << 20;

  private static final long DRAINING_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ServerRequest raw;
  private final String route;
  private final List<String> pathValues;
  private @Nullable Parameters parameters;
  private @Nullable InputStream body;

  Request(ServerRequest raw, String route, List<String> pathValues) {
    this.raw = raw;
    this.route = route;
    this.pathValues = pathValues;
  }

  public String method() {
    return raw.prologue().method().text();
  }

  /// The path as it came, without the query.
  public String path() {
    return raw.prologue().uriPath().rawPath();
  }

  /// The pattern which the path matched: a name for metrics with few values.
  public String route() {
    return route;
  }

  /// What stands in the path for the n-th placeholder of the route, decoded.
  public String pathValue(int n) {
    return pathValues.get(n);
  }

  /// A header, "" when absent; several of one name are joined with commas.
  public String header(String name) {
    return header(HeaderNames.create(name));
  }

  private String header(HeaderName name) {
    List<String> values = raw.headers().all(name, List::of);
    return values.size() == 1 ? values.getFirst() : String.join(", ", values);
  }

  /// Media type of the body in lower case without parameters, "" when absent.
  public String mediaType() {
    String type = header(HeaderNames.CONTENT_TYPE);
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
  }

  public String contentType() {
    return header(HeaderNames.CONTENT_TYPE);
  }

  public String contentEncoding() {
    return header(HeaderNames.CONTENT_ENCODING);
  }

  /// Address of the other end, for logs.
  public String peer() {
    return raw.remotePeer().host();
  }

  /// Parameters of the form body, if there is one, and of the URL.
  public Parameters parameters() {
    Parameters known = parameters;
    if (known == null) {
      boolean form =
          !method().equals("GET") && mediaType().equals("application/x-www-form-urlencoded");
      String body = form ? new String(body(MAX_FORM), StandardCharsets.UTF_8) : "";
      known = Parameters.parse(body, raw.query().rawValue());
      parameters = known;
    }
    return known;
  }

  /// The body as it came.
  ///
  /// @throws TrivetException of kind TOO_LARGE beyond the limit, BAD_DATA when it ends too early
  public byte[] body(long limit) {
    long declared = raw.headers().contentLength().orElse(-1);
    if (declared > limit) {
      throw tooLarge(limit);
    }
    if (declared == 0 || !raw.content().hasEntity()) {
      return new byte[0];
    }
    // Not closed: that would read all that follows a body too large.
    InputStream in = raw.content().inputStream();
    body = in;
    try {
      int expected = (int) (declared > 0 ? declared : Math.min(limit + 1, 16 * 1024));
      RequestMemory.holdForCurrent(expected);
      byte[] bytes = new byte[expected];
      int length = 0;
      int n;
      while (length < bytes.length && (n = in.read(bytes, length, bytes.length - length)) >= 0) {
        length += n;
        if (length > limit) {
          throw tooLarge(limit);
        }
        if (length == bytes.length && declared < 0) {
          int more = (int) Math.min(limit + 1, 2L * length);
          RequestMemory.holdForCurrent(more);
          bytes = Arrays.copyOf(bytes, more);
        }
      }
      if (length < declared) {
        throw new TrivetException(
            ErrorKind.BAD_DATA, "the body ends after " + length + " of " + declared + " bytes");
      }
      return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    } catch (IOException | RuntimeException e) {
      if (e instanceof TrivetException known) {
        throw known;
      }
      throw new TrivetException(ErrorKind.BAD_DATA, "the body could not be read to its end", e);
    }
  }

  /// Reads what is left of a body too large and keeps nothing of it: many clients look for the
  /// answer only after they have sent everything, and would see a broken connection instead. What
  /// would take too long is left.
  void drain() {
    boolean waits = header(HeaderNames.EXPECT).toLowerCase(Locale.ROOT).contains("100-continue");
    if (!raw.prologue().protocolVersion().startsWith("1")
        || body == null && (waits || !raw.content().hasEntity())
        || raw.headers().contentLength().orElse(-1) > MAX_DRAINED) {
      return;
    }
    InputStream in = body == null ? raw.content().inputStream() : body;
    byte[] buffer = new byte[16 * 1024];
    long end = System.nanoTime() + DRAINING_NANOS;
    try {
      long left = MAX_DRAINED;
      int n = 0;
      while (n >= 0 && left > 0 && System.nanoTime() < end) {
        n = in.read(buffer, 0, buffer.length);
        left -= n;
      }
    } catch (IOException | RuntimeException e) {
      log.debug("the rest of a body too large cannot be read", e);
    }
  }

  /// The body with its `Content-Encoding` undone.
  ///
  /// @param limit most bytes before decoding
  /// @param decodedLimit most bytes after decoding
  public byte[] decodedBody(long limit, long decodedLimit) {
    BodyDecoder.Coding coding = BodyDecoder.Coding.of(contentEncoding());
    return BodyDecoder.decode(coding, body(limit), decodedLimit);
  }

  private static TrivetException tooLarge(long limit) {
    return new TrivetException(
        ErrorKind.TOO_LARGE, "request body too large: more than the limit of " + limit + " bytes");
  }
}
