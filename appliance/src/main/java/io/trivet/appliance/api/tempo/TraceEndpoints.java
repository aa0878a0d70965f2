package io.trivet.appliance.api.tempo;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.Parameters;
import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.query.QueryContext;
import io.trivet.traces.TraceQuerier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A trace by its id, in both versions.
public final class TraceEndpoints {
  static final String PROTOBUF = "application/protobuf";

  private final TraceQuerier querier;
  private final QueryPool pool;
  private final Supplier<TempoSettings> settings;

  public TraceEndpoints(TraceQuerier querier, QueryPool pool, Supplier<TempoSettings> settings) {
    this.querier = querier;
    this.pool = pool;
    this.settings = settings;
  }

  public void routes(Router.Builder router) {
    router.errors(TempoErrors.ERRORS);
    router.get("/api/traces/{id}", this::first);
    router.get("/api/v2/traces/{id}", this::second);
  }

  static boolean wantsProtobuf(Request request) {
    return request.header("Accept").contains(PROTOBUF);
  }

  private static void checkRange(Parameters parameters) {
    String start = parameters.get("start");
    String end = parameters.get("end");
    if (!start.isEmpty() && !end.isEmpty()) {
      long from = TempoParameters.time("start", start);
      long to = TempoParameters.time("end", end);
      if (from >= to) {
        throw TempoErrors.bad(
            "http parameter start must be before end. received start="
                + from / TempoParameters.SECOND
                + " end="
                + to / TempoParameters.SECOND);
      }
    } else if (!start.isEmpty()) {
      TempoParameters.time("start", start);
    } else if (!end.isEmpty()) {
      TempoParameters.time("end", end);
    }
  }

  private byte @Nullable [] bytes(Request request, QueryContext context) {
    TempoParameters.TraceId id = TempoParameters.TraceId.parse(request.pathValue(0));
    checkRange(request.parameters());
    return pool.run(context, () -> querier.trace(context, id.high(), id.low()));
  }

  private Answer first(Request request) {
    QueryContext context = settings.get().context();
    byte[] trace = bytes(request, context);
    if (trace == null) {
      return Answer.empty(404);
    }
    return pool.run(
        context,
        () -> {
          TracesData data = complete(trace);
          if (wantsProtobuf(request)) {
            return Answer.of(200, PROTOBUF, data.toByteArray());
          }
          JsonOutput json = new JsonOutput().beginObject().name("batches");
          TraceJson.resourceSpans(json, data);
          return Answer.json(json.endObject());
        });
  }

  private Answer second(Request request) {
    if (request.parameters().has("q")) {
      throw new io.trivet.core.error.TrivetException(
          io.trivet.core.error.ErrorKind.UNIMPLEMENTED,
          "filtering the spans of a trace by q is not there yet; leave q out");
    }
    QueryContext context = settings.get().context();
    byte[] trace = bytes(request, context);
    long inspected = trace == null ? 0 : trace.length;
    return pool.run(
        context,
        () -> {
          TracesData data = trace == null ? TracesData.getDefaultInstance() : complete(trace);
          if (wantsProtobuf(request)) {
            return Answer.of(200, PROTOBUF, response(data, inspected));
          }
          JsonOutput json = new JsonOutput().beginObject().name("trace").beginObject();
          if (data.getResourceSpansCount() > 0) {
            json.name("resourceSpans");
            TraceJson.resourceSpans(json, data);
          }
          json.endObject().name("metrics").beginObject();
          if (inspected > 0) {
            json.name("inspectedBytes").numberInString(inspected);
          }
          return Answer.json(json.endObject().endObject());
        });
  }

  /// `TraceByIDResponse {1 trace, 2 metrics {1 inspectedBytes}}`.
  private static byte[] response(TracesData trace, long inspected) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeMessage(1, trace);
    ByteArrayOutputStream metrics = new ByteArrayOutputStream();
    CodedOutputStream inner = CodedOutputStream.newInstance(metrics);
    if (inspected > 0) {
      inner.writeUInt64(1, inspected);
    }
    inner.flush();
    out.writeBytes(2, ByteString.copyFrom(metrics.toByteArray()));
    out.flush();
    return bytes.toByteArray();
  }

  /// The trace with `resource`, `scope` and `status` set everywhere, if only to empty messages.
  private static TracesData complete(byte[] bytes) throws InvalidProtocolBufferException {
    TracesData.Builder data = TracesData.newBuilder().mergeFrom(bytes);
    for (ResourceSpans.Builder group : data.getResourceSpansBuilderList()) {
      if (!group.hasResource()) {
        group.setResource(Resource.getDefaultInstance());
      }
      for (ScopeSpans.Builder scope : group.getScopeSpansBuilderList()) {
        if (!scope.hasScope()) {
          scope.setScope(InstrumentationScope.getDefaultInstance());
        }
        for (Span.Builder span : scope.getSpansBuilderList()) {
          if (!span.hasStatus()) {
            span.setStatus(Status.getDefaultInstance());
          }
        }
      }
    }
    return data.build();
  }
}
