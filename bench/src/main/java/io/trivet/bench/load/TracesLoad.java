package io.trivet.bench.load;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.trivet.core.codec.BytesWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Random;

/// OTLP over gRPC: 10 spans a trace, 11 to 15 attributes a span, 6 resource attributes, 40
/// services, 1,000 spans a request, about 460 bytes a span.
public final class TracesLoad implements Load {
  private static final int SPANS_PER_REQUEST = 1000;
  private static final int SPANS_PER_TRACE = 10;
  private static final int SERVICES = 40;

  private final ManagedChannel channel;
  private final int requests;
  private final long startNanos;
  private final String compression;
  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };
  private static final MethodDescriptor<byte[], byte[]> EXPORT =
      MethodDescriptor.newBuilder(BYTES, BYTES)
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("opentelemetry.proto.collector.trace.v1.TraceService/Export")
          .build();

  /// @param compression `gzip` or `identity`
  TracesLoad(String host, int port, long spans, String compression, long nowMs) {
    this.channel = NettyChannelBuilder.forAddress(host, port).usePlaintext().build();
    this.requests = (int) Math.max(1, spans / SPANS_PER_REQUEST);
    this.startNanos = (nowMs - 600_000) * 1_000_000;
    this.compression = compression;
  }

  @Override
  public int requests() {
    return requests;
  }

  @Override
  public long send(int request) {
    CallOptions options = CallOptions.DEFAULT;
    ClientCalls.blockingUnaryCall(
        channel,
        EXPORT,
        compression.equals("gzip") ? options.withCompression("gzip") : options,
        body(request, requests, startNanos));
    return SPANS_PER_REQUEST;
  }

  /// The request with a number; always the same.
  public static byte[] body(int request, int requests, long startNanos) {
    Random random = new Random(request);
    BytesWriter[] spans = new BytesWriter[SERVICES];
    BytesWriter span = new BytesWriter(1024);
    BytesWriter scratch = new BytesWriter(128);
    long nanos = startNanos + request * 600_000_000_000L / requests;
    for (int trace = 0; trace < SPANS_PER_REQUEST / SPANS_PER_TRACE; trace++) {
      byte[] traceId = new byte[16];
      random.nextBytes(traceId);
      byte[][] ids = new byte[SPANS_PER_TRACE][8];
      nanos += 1_000_000;
      for (int i = 0; i < SPANS_PER_TRACE; i++) {
        random.nextBytes(ids[i]);
        span.clear();
        long start = nanos + i * 200_000L + random.nextInt(100_000);
        span(random, span, scratch, traceId, ids, i, start);
        int service = (trace + i * 7) % SERVICES;
        if (spans[service] == null) {
          spans[service] = new BytesWriter(64 * 1024);
        }
        Proto.message(spans[service], 2, span);
      }
    }
    BytesWriter body = new BytesWriter(600 * SPANS_PER_REQUEST);
    for (int service = 0; service < SERVICES; service++) {
      if (spans[service] != null) {
        Proto.message(body, 1, resourceSpans(service, spans[service]));
      }
    }
    return body.toByteArray();
  }

  private static BytesWriter resourceSpans(int service, BytesWriter spans) {
    BytesWriter resource = new BytesWriter();
    text(resource, 1, "service.name", "service-" + service);
    text(resource, 1, "service.namespace", "shop");
    text(resource, 1, "service.version", "1." + service % 3);
    text(resource, 1, "k8s.pod.name", "service-" + service + "-5d9c7b6f4-abcde");
    text(resource, 1, "host.name", "node-" + service % 5);
    text(resource, 1, "telemetry.sdk.language", "java");
    BytesWriter scope = new BytesWriter();
    Proto.text(scope, 1, "io.opentelemetry.http");
    BytesWriter scopeSpans = new BytesWriter(spans.length() + 64);
    Proto.message(scopeSpans, 1, scope);
    scopeSpans.putBytes(spans.array(), 0, spans.length());
    BytesWriter out = new BytesWriter(spans.length() + 512);
    Proto.message(out, 1, resource);
    Proto.message(out, 2, scopeSpans);
    return out;
  }

  private static void span(
      Random random,
      BytesWriter out,
      BytesWriter scratch,
      byte[] traceId,
      byte[][] ids,
      int number,
      long start) {
    Proto.bytes(out, 1, traceId, 16);
    Proto.bytes(out, 2, ids[number], 8);
    if (number > 0) {
      Proto.bytes(out, 4, ids[(number - 1) / 2], 8);
    }
    int route = random.nextInt(30);
    boolean failed = random.nextInt(50) == 0;
    Proto.text(out, 5, "GET /api/v1/resource-" + route);
    Proto.varint(out, 6, number % 2 == 0 ? 2 : 3);
    Proto.fixed64(out, 7, start);
    Proto.fixed64(out, 8, start + 50_000 + random.nextInt(5_000_000));
    text(out, 9, "http.request.method", random.nextInt(5) == 0 ? "POST" : "GET");
    text(out, 9, "http.route", "/api/v1/resource-" + route);
    text(out, 9, "url.path", "/api/v1/resource-" + route + "/" + random.nextInt(1000));
    number(out, scratch, "http.response.status_code", failed ? 500 : 200);
    text(out, 9, "server.address", "service-" + random.nextInt(SERVICES));
    number(out, scratch, "server.port", 8080);
    text(out, 9, "network.protocol.version", "1.1");
    text(out, 9, "client.address", "10.0." + random.nextInt(4) + "." + random.nextInt(250));
    text(out, 9, "thread.name", "worker-" + random.nextInt(16));
    number(out, scratch, "thread.id", random.nextInt(16));
    text(out, 9, "user.id", "user-" + random.nextInt(5000));
    for (int i = random.nextInt(5); i > 0; i--) {
      number(out, scratch, "app.counter." + i, random.nextInt(1000));
    }
    if (failed) {
      BytesWriter status = new BytesWriter();
      Proto.text(status, 2, "internal error");
      Proto.varint(status, 3, 2);
      Proto.message(out, 15, status);
    }
  }

  private static void text(BytesWriter out, int field, String key, String value) {
    BytesWriter any = new BytesWriter(64);
    Proto.text(any, 1, value);
    pair(out, field, key, any);
  }

  private static void number(BytesWriter out, BytesWriter scratch, String key, long value) {
    scratch.clear();
    Proto.varint(scratch, 3, value);
    pair(out, 9, key, scratch);
  }

  private static void pair(BytesWriter out, int field, String key, BytesWriter any) {
    BytesWriter pair = new BytesWriter(96);
    Proto.text(pair, 1, key);
    Proto.message(pair, 2, any);
    Proto.message(out, field, pair);
  }

  @Override
  public String unit() {
    return "spans";
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
