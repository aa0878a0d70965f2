package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.ErrorBody;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.query.QueryContext;
import java.util.List;
import java.util.function.Consumer;

/// The envelope of the Prometheus API: `status`, `data`, `errorType`, `error`, `warnings`, `infos`.
final class ApiAnswer {
  private static final int MAX_ANNOTATIONS = 10;
  static final String TRUNCATED = "results truncated due to limit";

  /// Failures in the envelope.
  static final ErrorBody ERRORS =
      (request, failure) -> {
        JsonOutput json = new JsonOutput().beginObject().field("status", "error");
        json.field("errorType", errorType(failure.kind())).field("error", failure.message());
        return Answer.json(status(failure.kind()), Answer.JSON, json.endObject());
      };

  private ApiAnswer() {}

  private static String errorType(ErrorKind kind) {
    return switch (kind) {
      case BAD_DATA, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, UNAUTHENTICATED, FORBIDDEN, CONFLICT ->
          "bad_data";
      case EXECUTION, QUERY_LIMIT, LIMITED, UNIMPLEMENTED -> "execution";
      case NOT_FOUND -> "not_found";
      case CANCELED -> "canceled";
      case TIMEOUT -> "timeout";
      case INTERNAL -> "internal";
      case UNAVAILABLE -> "unavailable";
    };
  }

  private static int status(ErrorKind kind) {
    return kind == ErrorKind.TIMEOUT ? 503 : kind.httpStatus();
  }

  static Answer data(Consumer<JsonOutput> data) {
    return Answer.json(json(data, List.of(), List.of()));
  }

  /// Data with what the context collected on the way.
  static Answer data(Consumer<JsonOutput> data, QueryContext context) {
    JsonOutput json = new JsonOutput().beginObject().field("status", "success").name("data");
    data.accept(json);
    // Only now is known whether the data was cut.
    annotations(json, "warnings", "warning", context.warnings());
    annotations(json, "infos", "info", context.infos());
    return Answer.json(json.endObject());
  }

  static JsonOutput json(Consumer<JsonOutput> data, List<String> warnings, List<String> infos) {
    JsonOutput json = new JsonOutput().beginObject().field("status", "success").name("data");
    data.accept(json);
    annotations(json, "warnings", "warning", warnings);
    annotations(json, "infos", "info", infos);
    return json.endObject();
  }

  private static void annotations(JsonOutput json, String name, String kind, List<String> texts) {
    if (texts.isEmpty()) {
      return;
    }
    json.name(name).beginArray();
    texts.stream().limit(MAX_ANNOTATIONS).forEach(json::string);
    if (texts.size() > MAX_ANNOTATIONS) {
      int more = texts.size() - MAX_ANNOTATIONS;
      json.string(more + " more " + kind + " annotations omitted");
    }
    json.endArray();
  }

  /// A list of texts, cut to a limit with a warning.
  ///
  /// @param limit 0 for no limit
  static JsonOutput strings(List<String> values, int limit, QueryContext context) {
    boolean cut = limit > 0 && values.size() > limit;
    if (cut) {
      context.warn(TRUNCATED);
    }
    List<String> shown = cut ? values.subList(0, limit) : values;
    return json(out -> out.strings(shown), context.warnings(), context.infos());
  }

  /// The answer of an API that is switched off; 500 as Prometheus has it.
  static Answer disabled(String message) {
    JsonOutput json = new JsonOutput().beginObject().field("status", "error");
    json.field("errorType", "unavailable").field("error", message);
    return Answer.json(500, Answer.JSON, json.endObject());
  }

  static TrivetException invalid(String parameter, String cause) {
    return new TrivetException(
        ErrorKind.BAD_DATA, "invalid parameter \"" + parameter + "\": " + cause);
  }
}
