package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.Parameters;
import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsQuerier;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// `search/metric_names`, `search/label_names` and `search/label_values`: names that resemble what
/// the user types, as lines of JSON.
public final class NameSearchEndpoints {
  private static final String NDJSON = "application/x-ndjson; charset=utf-8";
  private static final int MAX_TERMS = 32;
  private static final long HOUR_MILLIS = 3_600_000;

  private final MetricsQuerier querier;
  private final QueryPool pool;
  private final Supplier<QuerySettings> settings;
  private final BooleanSupplier enabled;
  private final IntSupplier maxLimit;
  private final InstantSource clock;

  /// @param enabled whether names are searched
  /// @param maxLimit most results, and most of them in one batch, that may be asked for
  public NameSearchEndpoints(
      MetricsQuerier querier,
      QueryPool pool,
      Supplier<QuerySettings> settings,
      BooleanSupplier enabled,
      IntSupplier maxLimit,
      InstantSource clock) {
    this.enabled = enabled;
    this.maxLimit = maxLimit;
    this.querier = querier;
    this.pool = pool;
    this.settings = settings;
    this.clock = clock;
  }

  public void routes(Router.Builder router) {
    router.errors(ApiAnswer.ERRORS);
    router.getAndPost("/api/v1/search/metric_names", request -> search(request, What.METRIC_NAMES));
    router.getAndPost("/api/v1/search/label_names", request -> search(request, What.LABEL_NAMES));
    router.getAndPost("/api/v1/search/label_values", request -> search(request, What.LABEL_VALUES));
  }

  /// What is searched, with the names in the API.
  private enum What {
    METRIC_NAMES("metric_names", "name"),
    LABEL_NAMES("label_names", "name"),
    LABEL_VALUES("label_values", "value");

    final String path;
    final String field;

    What(String path, String field) {
      this.path = path;
      this.field = field;
    }
  }

  /// How the answer is to look.
  private record Form(
      boolean byScore,
      boolean downwards,
      boolean showScore,
      boolean showMetadata,
      int limit,
      int batch) {}

  private record Hit(String text, double score) {}

  private Answer search(Request request, What what) {
    if (!enabled.getAsBoolean()) {
      return ApiAnswer.disabled("search API disabled: server.search_api");
    }
    Parameters parameters = request.parameters();
    List<List<LabelMatcher>> selectors = ApiParameters.selectors(parameters);
    String label = parameters.get("label");
    if (what == What.LABEL_VALUES && label.isEmpty()) {
      throw bad("missing required parameter \"label\"");
    }
    long now = clock.millis();
    long start = ApiParameters.optional(parameters, "start", now - HOUR_MILLIS);
    long end = ApiParameters.optional(parameters, "end", now);
    if (end < start) {
      throw bad("end timestamp must not be before start time");
    }
    TimeRange range = new TimeRange(start, end);
    SearchTerms terms = terms(parameters);
    Form form = form(parameters, what);
    QuerySettings bounds = settings.get();
    QueryContext context = QueryContext.withTimeout(bounds.timeoutMillis(), bounds.limits());
    return pool.run(
        context,
        () -> {
          List<String> all =
              switch (what) {
                case METRIC_NAMES ->
                    querier.labelValues(context, Labels.METRIC_NAME, selectors, range);
                case LABEL_NAMES -> querier.labelNames(context, selectors, range);
                case LABEL_VALUES -> querier.labelValues(context, label, selectors, range);
              };
          return write(hits(all, terms, form), what, form, context);
        });
  }

  private static SearchTerms terms(Parameters parameters) {
    List<String> terms = parameters.all("search[]");
    if (terms.size() > MAX_TERMS) {
      throw bad("too many search[] terms: " + terms.size() + ", at most " + MAX_TERMS);
    }
    String algorithm = parameters.get("fuzz_alg");
    boolean subsequence = algorithm.isEmpty() || algorithm.equals("subsequence");
    if (!subsequence && !algorithm.equals("jarowinkler")) {
      throw bad(
          "unsupported fuzz_alg \"" + algorithm + "\": must be one of [subsequence jarowinkler]");
    }
    String text = parameters.get("fuzz_threshold");
    int threshold = text.isEmpty() ? 0 : integer(text);
    if (threshold < 0 || threshold > 100) {
      throw bad("invalid fuzz_threshold \"" + text + "\": must be 0-100");
    }
    boolean sensitive = flag(parameters, "case_sensitive", true);
    return new SearchTerms(terms, sensitive, subsequence, threshold / 100.0);
  }

  private Form form(Parameters parameters, What what) {
    String order = parameters.get("sort_by");
    if (!order.isEmpty() && !order.equals("alpha") && !order.equals("score")) {
      throw bad(
          "invalid sort_by \""
              + order
              + "\" for "
              + what.path
              + ": must be \"alpha\" or \"score\"");
    }
    String direction = parameters.get("sort_dir");
    if (!direction.isEmpty() && !direction.equals("asc") && !direction.equals("dsc")) {
      throw bad("invalid sort_dir \"" + direction + "\": must be \"asc\" or \"dsc\"");
    }
    if (!direction.isEmpty() && !order.equals("alpha")) {
      throw bad("sort_dir is only valid with sort_by=alpha");
    }
    if (order.equals("score") && parameters.all("search[]").isEmpty()) {
      throw bad("sort_by=score requires search[] to be set");
    }
    return new Form(
        order.equals("score"),
        direction.equals("dsc"),
        flag(parameters, "include_score", false),
        flag(parameters, "include_metadata", false),
        positive(parameters, "limit"),
        positive(parameters, "batch_size"));
  }

  private static boolean flag(Parameters parameters, String name, boolean absent) {
    return switch (parameters.get(name)) {
      case "" -> absent;
      case "true", "1" -> true;
      case "false", "0" -> false;
      default ->
          throw bad("invalid " + name + " \"" + parameters.get(name) + "\": must be true or false");
    };
  }

  /// -1 for what is no number.
  private static int integer(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private int positive(Parameters parameters, String name) {
    String text = parameters.get(name);
    int value = text.isEmpty() ? Math.min(100, maxLimit.getAsInt()) : integer(text);
    if (value <= 0) {
      throw bad("invalid " + name + " \"" + text + "\": must be a positive integer");
    }
    int most = maxLimit.getAsInt();
    if (value > most) {
      throw bad(
          name
              + " "
              + value
              + " exceeds the configured maximum ("
              + most
              + ", see --web.search.max-limit)");
    }
    return value;
  }

  private static TrivetException bad(String message) {
    return new TrivetException(ErrorKind.BAD_DATA, message);
  }

  private static List<Hit> hits(List<String> all, SearchTerms terms, Form form) {
    List<Hit> hits = new ArrayList<>();
    for (String text : all) {
      double score = terms.score(text);
      if (score > 0) {
        hits.add(new Hit(text, score));
      }
    }
    Comparator<Hit> alphabet = Comparator.comparing(Hit::text, Labels::compareText);
    if (form.byScore()) {
      hits.sort(Comparator.comparingDouble(Hit::score).reversed().thenComparing(alphabet));
    } else {
      hits.sort(form.downwards() ? alphabet.reversed() : alphabet);
    }
    return hits;
  }

  private Answer write(List<Hit> hits, What what, Form form, QueryContext context) {
    int shown = Math.min(hits.size(), form.limit());
    boolean described = form.showMetadata() && what == What.METRIC_NAMES;
    Map<String, List<MetricMetadata>> metadata = described ? querier.metadata() : Map.of();
    JsonOutput json = new JsonOutput();
    int from = 0;
    do {
      int to = Math.min(shown, from + form.batch());
      json.beginObject().name("results").beginArray();
      for (Hit hit : hits.subList(from, to)) {
        json.beginObject().field(what.field, hit.text());
        if (form.showScore()) {
          json.name("score").number(hit.score());
        }
        metadata.getOrDefault(hit.text(), List.of()).stream()
            .limit(1)
            .forEach(said ->
                json.field("type", said.type())
                    .field("help", said.help())
                    .field("unit", said.unit()));
        json.endObject();
      }
      json.endArray();
      from = to;
      if (from == shown && !context.warnings().isEmpty()) {
        json.name("warnings").strings(context.warnings());
      }
      json.endObject().newline();
    } while (from < shown);
    json.beginObject().field("status", "success").name("has_more").bool(shown < hits.size());
    return Answer.json(200, NDJSON, json.endObject().newline());
  }
}
