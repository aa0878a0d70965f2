package io.trivet.appliance.api.prometheus.read;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.BodyDecoder;
import io.trivet.appliance.api.http.Endpoint;
import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.http.Request;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.label.RegexException;
import io.trivet.core.query.QueryContext;
import io.trivet.metrics.MetricsQuerier;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.xerial.snappy.Snappy;

/// Answers remote reads: `POST /api/v1/read`, with samples or with chunks, whichever the caller
/// named first.
public final class RemoteReadEndpoint implements Endpoint {
  private static final long MAX_REQUEST = 16 << 20;
  private static final long MAX_ANSWER = 1L << 29;

  /// How often an answer is in memory while its array grows and at the end is copied.
  private static final long COPIES = 4;

  private static final String STREAMED =
      "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";

  private final MetricsQuerier querier;
  private final QueryPool pool;
  private final Supplier<ReadSettings> settings;

  public RemoteReadEndpoint(
      MetricsQuerier querier, QueryPool pool, Supplier<ReadSettings> settings) {
    this.querier = querier;
    this.pool = pool;
    this.settings = settings;
  }

  @Override
  public Answer handle(Request request) {
    byte[] body =
        BodyDecoder.decode(BodyDecoder.Coding.SNAPPY, request.body(MAX_REQUEST), MAX_REQUEST);
    ReadSettings bounds = settings.get();
    Map<String, String> external = bounds.externalLabels();
    ReadRequest wanted;
    try {
      wanted = ReadRequest.of(body, external);
    } catch (RegexException e) {
      // Readers of Prometheus know this mistake by this status.
      return Answer.text(500, "error parsing regexp: " + e.problem() + ": `" + e.pattern() + "`\n");
    }
    ReadSeries series = new ReadSeries(querier, external);
    QueryContext context = QueryContext.withTimeout(bounds.timeoutMillis(), bounds.limits());
    return pool.run(
        context,
        () ->
            wanted.streamed()
                ? streamed(wanted, series, bounds, context)
                : sampled(wanted, series, bounds, context));
  }

  private static Answer sampled(
      ReadRequest wanted, ReadSeries series, ReadSettings bounds, QueryContext context)
      throws IOException {
    SampledAnswer answer = new SampledAnswer(MAX_ANSWER, bounds.sampleLimit());
    for (ReadRequest.Query query : wanted.queries()) {
      series.forEach(
          context,
          query,
          (labels, samples) -> {
            long before = answer.length();
            answer.series(labels, samples);
            context.holdMemory(COPIES * (answer.length() - before));
          });
      answer.endQuery();
    }
    BytesWriter plain = answer.bytes();
    byte[] packed = new byte[Snappy.maxCompressedLength(plain.length())];
    int length = Snappy.compress(plain.array(), 0, plain.length(), packed, 0);
    return Answer.of(200, Answer.PROTOBUF, Arrays.copyOf(packed, length))
        .with("Content-Encoding", "snappy");
  }

  private static Answer streamed(
      ReadRequest wanted, ReadSeries series, ReadSettings bounds, QueryContext context) {
    StreamedAnswer answer = new StreamedAnswer(MAX_ANSWER, bounds.frameBytes());
    for (int i = 0; i < wanted.queries().size(); i++) {
      int index = i;
      series.forEach(
          context,
          wanted.queries().get(i),
          (labels, samples) -> {
            long before = answer.bytes().length();
            answer.series(index, labels, samples);
            context.holdMemory(COPIES * (answer.bytes().length() - before));
          });
    }
    return Answer.of(200, STREAMED, answer.bytes().toByteArray());
  }
}
