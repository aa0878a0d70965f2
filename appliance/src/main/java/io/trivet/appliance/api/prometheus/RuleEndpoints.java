package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.GoNumbers;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.Parameters;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.rule.AlertStatus;
import io.trivet.core.rule.GroupStatus;
import io.trivet.core.rule.Rule;
import io.trivet.core.rule.RuleStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Rules, alerts, and who is told of them.
public final class RuleEndpoints {
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private final Supplier<List<GroupStatus>> groups;
  private final AlertReceivers receivers;

  /// @param groups sorted by file and name
  public RuleEndpoints(Supplier<List<GroupStatus>> groups, AlertReceivers receivers) {
    this.groups = groups;
    this.receivers = receivers;
  }

  public void routes(Router.Builder router) {
    router.errors(ApiAnswer.ERRORS);
    router.get("/api/v1/rules", this::rules);
    router.get("/api/v1/alerts", request -> ApiAnswer.data(this::alerts));
    router.get("/api/v1/alertmanagers", request -> ApiAnswer.data(this::receivers));
  }

  private void receivers(JsonOutput json) {
    json.beginObject();
    urls(json, "activeAlertmanagers", receivers.active());
    urls(json, "droppedAlertmanagers", receivers.dropped());
    json.endObject();
  }

  private static void urls(JsonOutput json, String name, List<String> urls) {
    json.name(name).beginArray();
    urls.forEach(url -> json.beginObject().field("url", url).endObject());
    json.endArray();
  }

  private void alerts(JsonOutput json) {
    json.beginObject().name("alerts").beginArray();
    for (GroupStatus group : groups.get()) {
      group.rules().forEach(rule -> rule.alerts().forEach(alert -> alert(json, alert)));
    }
    json.endArray().endObject();
  }

  private Answer rules(Request request) {
    Parameters parameters = request.parameters();
    Filter filter = Filter.of(parameters);
    boolean withAlerts = !excludesAlerts(parameters);
    int limit = groupLimit(parameters);
    List<GroupStatus> kept = new ArrayList<>();
    String token = parameters.get("group_next_token");
    boolean found = token.isEmpty();
    String next = "";
    for (GroupStatus group : groups.get()) {
      found |= token(group).equals(token);
      if (!found) {
        continue;
      }
      GroupStatus filtered = filter.apply(group);
      if (filtered == null) {
        continue;
      }
      if (limit > 0 && kept.size() == limit) {
        next = token(group);
        break;
      }
      kept.add(filtered);
    }
    if (!found) {
      throw ApiAnswer.invalid(
          "group_next_token",
          "invalid group_next_token '" + token + "'. were rule groups changed?");
    }
    String following = next;
    return ApiAnswer.data(json -> {
      json.beginObject().name("groups").beginArray();
      kept.forEach(group -> group(json, group, withAlerts));
      json.endArray();
      if (!following.isEmpty()) {
        json.field("groupNextToken", following);
      }
      json.endObject();
    });
  }

  private static boolean excludesAlerts(Parameters parameters) {
    String text = parameters.get("exclude_alerts");
    return switch (text) {
      case "1", "t", "T", "TRUE", "true", "True" -> true;
      case "", "0", "f", "F", "FALSE", "false", "False" -> false;
      default ->
          throw ApiAnswer.invalid("exclude_alerts", "must be true or false, not \"" + text + "\"");
    };
  }

  private static int groupLimit(Parameters parameters) {
    String text = parameters.get("group_limit");
    if (text.isEmpty()) {
      if (!parameters.get("group_next_token").isEmpty()) {
        throw ApiAnswer.invalid(
            "group_next_token",
            "group_limit needs to be present in order to paginate over the groups");
      }
      return 0;
    }
    int limit;
    try {
      limit = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw ApiAnswer.invalid(
          "group_limit", "group_limit needs to be a valid number, not \"" + text + "\"");
    }
    if (limit <= 0) {
      throw ApiAnswer.invalid("group_limit", "group_limit needs to be greater than 0");
    }
    return limit;
  }

  private static String token(GroupStatus group) {
    String key = group.group().file() + ";" + group.group().name();
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Which rules are asked for.
  private record Filter(
      boolean recording,
      boolean alerting,
      List<String> names,
      List<String> groups,
      List<String> files,
      List<List<LabelMatcher>> selectors) {

    static Filter of(Parameters parameters) {
      String type = parameters.get("type").toLowerCase(Locale.ROOT);
      if (!type.isEmpty() && !type.equals("alert") && !type.equals("record")) {
        throw ApiAnswer.invalid("type", "not supported value \"" + type + "\"");
      }
      return new Filter(
          !type.equals("alert"),
          !type.equals("record"),
          parameters.all("rule_name[]"),
          parameters.all("rule_group[]"),
          parameters.all("file[]"),
          ApiParameters.selectors(parameters));
    }

    private static boolean selects(List<String> wanted, String value) {
      return wanted.isEmpty() || wanted.contains(value);
    }

    /// The group with the rules that are asked for; null without any.
    @Nullable GroupStatus apply(GroupStatus group) {
      if (!selects(groups, group.group().name()) || !selects(files, group.group().file())) {
        return null;
      }
      List<RuleStatus> kept = group.rules().stream().filter(this::selects).toList();
      return kept.isEmpty()
          ? null
          : new GroupStatus(
              group.group(),
              group.lastEvaluationMs(),
              group.evaluationNanos(),
              group.samples(),
              kept);
    }

    private boolean selects(RuleStatus status) {
      Rule rule = status.rule();
      boolean kind =
          switch (rule) {
            case Rule.Recording _ -> recording;
            case Rule.Alerting _ -> alerting;
          };
      return kind
          && selects(names, rule.name())
          && (selectors.isEmpty()
              || selectors.stream().anyMatch(matchers -> matches(matchers, rule.labels())));
    }

    private static boolean matches(List<LabelMatcher> matchers, Map<String, String> labels) {
      return matchers.stream().allMatch(one -> one.matches(labels.getOrDefault(one.name(), "")));
    }
  }

  private static void group(JsonOutput json, GroupStatus status, boolean withAlerts) {
    json.beginObject().field("name", status.group().name());
    json.field("file", status.group().file()).name("rules").beginArray();
    status.rules().forEach(rule -> rule(json, rule, withAlerts));
    json.endArray().name("interval").number(status.group().intervalMs() / 1e3);
    json.field("limit", status.group().limit());
    json.name("evaluationTime").number(status.evaluationNanos() / 1e9);
    json.field("lastEvaluation", time(status.lastEvaluationMs())).endObject();
  }

  private static void rule(JsonOutput json, RuleStatus status, boolean withAlerts) {
    Rule rule = status.rule();
    json.beginObject();
    if (rule instanceof Rule.Alerting) {
      json.field("state", status.state().toString());
    }
    json.field("name", rule.name()).field("query", rule.expression());
    switch (rule) {
      case Rule.Recording _ -> texts(json, "labels", rule.labels());
      case Rule.Alerting alerting -> {
        json.name("duration").number(alerting.forMs() / 1e3);
        json.name("keepFiringFor").number(alerting.keepFiringForMs() / 1e3);
        texts(json, "labels", rule.labels());
        texts(json, "annotations", alerting.annotations());
        json.name("alerts");
        if (withAlerts) {
          json.beginArray();
          status.alerts().forEach(alert -> alert(json, alert));
          json.endArray();
        } else {
          json.nothing();
        }
      }
    }
    json.field("health", status.health().toString());
    if (!status.lastError().isEmpty()) {
      json.field("lastError", status.lastError());
    }
    json.name("evaluationTime").number(status.evaluationNanos() / 1e9);
    json.field("lastEvaluation", time(status.lastEvaluationMs()));
    json.field("type", rule instanceof Rule.Alerting ? "alerting" : "recording").endObject();
  }

  private static void alert(JsonOutput json, AlertStatus alert) {
    json.beginObject().name("labels").labels(alert.labels());
    texts(json, "annotations", alert.annotations());
    json.field("state", alert.state().toString());
    json.field("activeAt", time(alert.activeAtMs()));
    if (alert.keepFiringSinceMs() != 0) {
      json.field("keepFiringSince", time(alert.keepFiringSinceMs()));
    }
    json.field("value", GoNumbers.exponent(alert.value())).endObject();
  }

  private static void texts(JsonOutput json, String name, Map<String, String> texts) {
    json.name(name).beginObject();
    new TreeMap<>(texts).forEach(json::field);
    json.endObject();
  }

  private static String time(long timeMs) {
    return timeMs == 0 ? NEVER : Instant.ofEpochMilli(timeMs).toString();
  }
}
