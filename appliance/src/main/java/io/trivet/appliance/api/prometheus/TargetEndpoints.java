package io.trivet.appliance.api.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.Parameters;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What is scraped, and what relabelling makes of it.
public final class TargetEndpoints {
  private static final String NEVER = "0001-01-01T00:00:00Z";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScrapeTargets targets;
  private final Supplier<GlobalUrl> globalUrl;

  public TargetEndpoints(ScrapeTargets targets, Supplier<GlobalUrl> globalUrl) {
    this.targets = targets;
    this.globalUrl = globalUrl;
  }

  public void routes(Router.Builder router) {
    router.errors(ApiAnswer.ERRORS);
    router.get("/api/v1/targets", this::targets);
    router.get("/api/v1/targets/relabel_steps", this::relabelSteps);
    router.get("/api/v1/scrape_pools/config", this::poolConfig);
    router.get("/api/v1/scrape_pools", request -> ApiAnswer.data(this::pools));
  }

  private void pools(JsonOutput json) {
    json.beginObject().name("scrapePools");
    json.strings(targets.pools().stream().sorted().toList()).endObject();
  }

  private Answer relabelSteps(Request request) {
    String pool = knownPool(request);
    String text = request.parameters().get("labels");
    if (text.isEmpty()) {
      throw new TrivetException(ErrorKind.BAD_DATA, "no labels parameter provided");
    }
    List<ScrapeTargets.RelabelStep> steps = targets.relabelSteps(pool, labels(text));
    return ApiAnswer.data(json -> {
      json.beginObject().name("steps").beginArray();
      steps.forEach(step -> step(json, step));
      json.endArray().endObject();
    });
  }

  private static Labels labels(String text) {
    try {
      JsonNode object = JSON.readTree(text);
      if (!object.isObject()) {
        throw new TrivetException(ErrorKind.BAD_DATA, "error parsing labels: not a JSON object");
      }
      LabelsBuilder labels = new LabelsBuilder();
      object.properties().forEach(field -> labels.set(field.getKey(), field.getValue().asText()));
      return labels.build();
    } catch (JsonProcessingException e) {
      throw new TrivetException(
          ErrorKind.BAD_DATA, "error parsing labels: " + e.getOriginalMessage(), e);
    }
  }

  private static void step(JsonOutput json, ScrapeTargets.RelabelStep step) {
    json.beginObject().name("rule").beginObject();
    if (!step.sourceLabels().isEmpty()) {
      json.name("source_labels").strings(step.sourceLabels());
    }
    json.field("separator", step.separator()).field("regex", step.regex());
    if (step.modulus() != 0) {
      json.field("modulus", step.modulus());
    }
    if (!step.targetLabel().isEmpty()) {
      json.field("target_label", step.targetLabel());
    }
    json.field("replacement", step.replacement()).field("action", step.action()).endObject();
    json.name("output").labels(step.output()).name("keep").bool(step.keep()).endObject();
  }

  private Answer poolConfig(Request request) {
    String yaml = targets.poolConfig(knownPool(request));
    return ApiAnswer.data(json -> json.beginObject().field("yaml", yaml).endObject());
  }

  private String knownPool(Request request) {
    String pool = request.parameters().get("scrapePool");
    if (pool.isEmpty()) {
      throw new TrivetException(ErrorKind.BAD_DATA, "no scrapePool parameter provided");
    }
    if (!targets.pools().contains(pool)) {
      throw new TrivetException(ErrorKind.BAD_DATA, "scrape pool \"" + pool + "\" not found");
    }
    return pool;
  }

  private Answer targets(Request request) {
    Parameters parameters = request.parameters();
    String state = parameters.get("state").toLowerCase(Locale.ROOT);
    String pool = parameters.get("scrapePool");
    boolean active = state.isEmpty() || state.equals("any") || state.equals("active");
    boolean dropped = state.isEmpty() || state.equals("any") || state.equals("dropped");
    GlobalUrl global = globalUrl.get();
    return ApiAnswer.data(json -> {
      json.beginObject().name("activeTargets").beginArray();
      for (ScrapeTargets.Active target :
          active ? targets.active() : List.<ScrapeTargets.Active>of()) {
        if (pool.isEmpty() || pool.equals(target.pool())) {
          active(json, target, global);
        }
      }
      json.endArray().name("droppedTargets").beginArray();
      Map<String, Integer> counts = new TreeMap<>();
      targets.pools().forEach(name -> counts.put(name, 0));
      for (ScrapeTargets.Dropped target :
          dropped ? targets.dropped() : List.<ScrapeTargets.Dropped>of()) {
        counts.merge(target.pool(), 1, Integer::sum);
        if (pool.isEmpty() || pool.equals(target.pool())) {
          json.beginObject().name("discoveredLabels").labels(target.discovered());
          json.field("scrapePool", target.pool()).endObject();
        }
      }
      json.endArray().name("droppedTargetCounts");
      if (dropped) {
        json.beginObject();
        counts.forEach(json::field);
        json.endObject();
      } else {
        json.nothing();
      }
      json.endObject();
    });
  }

  private static void active(JsonOutput json, ScrapeTargets.Active target, GlobalUrl global) {
    Instant last = target.lastScrape();
    json.beginObject().name("discoveredLabels").labels(target.discovered());
    json.name("labels").labels(target.labels());
    json.field("scrapePool", target.pool()).field("scrapeUrl", target.url());
    json.field("globalUrl", global.of(target.url())).field("lastError", target.lastError());
    json.field("lastScrape", last == null ? NEVER : last.toString());
    json.name("lastScrapeDuration").number(target.lastSeconds());
    json.field("health", target.health()).field("scrapeInterval", target.interval());
    json.field("scrapeTimeout", target.timeout()).endObject();
  }
}
