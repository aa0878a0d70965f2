package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.Parameters;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.metrics.MetricMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// `metadata` and `targets/metadata`: what the targets that are scraped now say of their metrics.
public final class MetadataEndpoints {
  private static final int UNLIMITED = -1;

  private final ScrapeTargets targets;

  public MetadataEndpoints(ScrapeTargets targets) {
    this.targets = targets;
  }

  public void routes(Router.Builder router) {
    router.errors(ApiAnswer.ERRORS);
    router.get("/api/v1/metadata", this::metrics);
    router.get("/api/v1/targets/metadata", this::targets);
  }

  private Answer metrics(Request request) {
    Parameters parameters = request.parameters();
    int limit = number(parameters, "limit");
    int perMetric = number(parameters, "limit_per_metric");
    String wanted = parameters.get("metric");
    Map<String, Set<MetricMetadata>> all = new TreeMap<>();
    for (ScrapeTargets.Active target : targets.active()) {
      target
          .metadata()
          .forEach((metric, said) -> {
            if (wanted.isEmpty() || wanted.equals(metric)) {
              all.computeIfAbsent(metric, _ -> new LinkedHashSet<>()).add(said);
            }
          });
    }
    return ApiAnswer.data(json -> {
      json.beginObject();
      all.entrySet().stream()
          .limit(limit < 0 ? Long.MAX_VALUE : limit)
          .forEach(metric -> entries(json.name(metric.getKey()), metric.getValue(), perMetric));
      json.endObject();
    });
  }

  private static void entries(JsonOutput json, Collection<MetricMetadata> entries, int limit) {
    json.beginArray();
    entries.stream()
        .limit(limit <= 0 ? Long.MAX_VALUE : limit)
        .forEach(said -> {
          json.beginObject();
          fields(json, said);
          json.endObject();
        });
    json.endArray();
  }

  private static void fields(JsonOutput json, MetricMetadata said) {
    json.field("type", said.type()).field("help", said.help()).field("unit", said.unit());
  }

  /// One entry of the answer.
  private record Told(Labels target, String metric, MetricMetadata said) {}

  private Answer targets(Request request) {
    Parameters parameters = request.parameters();
    int limit = number(parameters, "limit");
    String selector = parameters.get("match_target");
    List<LabelMatcher> matchers =
        selector.isEmpty() ? List.of() : ApiParameters.selector("match_target", selector);
    String wanted = parameters.get("metric");
    List<Told> told = new ArrayList<>();
    for (ScrapeTargets.Active target : targets.active()) {
      // Targets are told whole: the limit only keeps further ones out.
      if (limit >= 0 && told.size() >= limit) {
        break;
      }
      if (matchers.stream().allMatch(m -> m.matches(target.labels()))) {
        target
            .metadata()
            .forEach((metric, said) -> {
              if (wanted.isEmpty() || wanted.equals(metric)) {
                told.add(new Told(target.labels(), metric, said));
              }
            });
      }
    }
    return ApiAnswer.data(json -> {
      json.beginArray();
      for (Told one : told) {
        json.beginObject().name("target").labels(one.target());
        if (wanted.isEmpty()) {
          json.field("metric", one.metric());
        }
        fields(json, one.said());
        json.endObject();
      }
      json.endArray();
    });
  }

  private static int number(Parameters parameters, String name) {
    String text = parameters.get(name);
    try {
      long number = text.isEmpty() ? UNLIMITED : Long.parseLong(text);
      return (int) Math.max(Integer.MIN_VALUE, Math.min(number, Integer.MAX_VALUE));
    } catch (NumberFormatException e) {
      throw new TrivetException(ErrorKind.BAD_DATA, name + " must be a number", e);
    }
  }
}
