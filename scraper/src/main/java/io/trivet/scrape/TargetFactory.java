package io.trivet.scrape;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.core.time.DurationText;
import io.trivet.scrape.relabel.Relabelling;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes targets of discovered labels: adds what the job says, relabels, checks.
final class TargetFactory {
  private static final String ADDRESS = "__address__";
  private static final String SCHEME = "__scheme__";
  private static final String PATH = "__metrics_path__";
  private static final String PARAM = "__param_";
  private static final String INTERVAL = "__scrape_interval__";
  private static final String TIMEOUT = "__scrape_timeout__";
  private static final String NATIVE = "__scrape_native_histograms__";
  private static final String CUSTOM_BUCKETS = "__convert_classic_histograms_to_nhcb__";
  private static final String CLASSIC_TOO = "__always_scrape_classic_histograms__";

  /// What became of discovered labels: a target, or the reason why there is none.
  sealed interface Outcome {
    record Made(Target target) implements Outcome {}

    record Dropped(Labels discovered) implements Outcome {}

    record Refused(String reason) implements Outcome {}
  }

  private final ScrapeSettings settings;
  private final Relabelling relabelling;

  TargetFactory(ScrapeSettings settings) {
    this.settings = settings;
    this.relabelling = Relabelling.of(settings.targetRules(), settings.rules().legacyNames());
  }

  /// Labels that relabelling of this job starts from.
  Labels withDefaults(Labels discovered) {
    LabelsBuilder labels = new LabelsBuilder(discovered);
    setIfAbsent(labels, "job", settings.job());
    setIfAbsent(labels, INTERVAL, DurationText.formatPrometheus(settings.interval().toMillis()));
    setIfAbsent(labels, TIMEOUT, DurationText.formatPrometheus(settings.timeout().toMillis()));
    setIfAbsent(labels, PATH, settings.metricsPath());
    setIfAbsent(labels, SCHEME, settings.scheme());
    setIfAbsent(labels, NATIVE, Boolean.toString(settings.nativeHistograms()));
    setIfAbsent(labels, CUSTOM_BUCKETS, Boolean.toString(settings.customBuckets()));
    setIfAbsent(labels, CLASSIC_TOO, Boolean.toString(settings.classicToo()));
    settings
        .params()
        .forEach((name, values) -> {
          if (!values.isEmpty()) {
            labels.set(PARAM + name, values.getFirst());
          }
        });
    return labels.build();
  }

  Relabelling relabelling() {
    return relabelling;
  }

  Outcome make(Labels found) {
    Labels discovered = withDefaults(found);
    LabelsBuilder labels = new LabelsBuilder(discovered);
    if (!relabelling.apply(labels)) {
      return new Outcome.Dropped(discovered);
    }
    String address = labels.get(ADDRESS);
    if (address.isEmpty()) {
      return new Outcome.Refused("no address");
    }
    if (address.indexOf('/') >= 0) {
      return new Outcome.Refused("\"" + address + "\" is not a valid hostname");
    }
    Long intervalMs = DurationText.parsePrometheus(labels.get(INTERVAL));
    Long timeoutMs = DurationText.parsePrometheus(labels.get(TIMEOUT));
    String refused = refusal(labels, intervalMs, timeoutMs);
    if (refused != null || intervalMs == null || timeoutMs == null) {
      return new Outcome.Refused(refused == null ? "no interval" : refused);
    }
    setIfAbsent(labels, "instance", address);
    Labels complete = labels.build();
    try {
      return new Outcome.Made(
          new Target(
              complete.filter(name -> !name.startsWith("__")),
              discovered,
              url(complete),
              Duration.ofMillis(intervalMs),
              Duration.ofMillis(timeoutMs),
              flag(complete, NATIVE, settings.nativeHistograms()),
              flag(complete, CUSTOM_BUCKETS, settings.customBuckets()),
              flag(complete, CLASSIC_TOO, settings.classicToo())));
    } catch (URISyntaxException e) {
      return new Outcome.Refused("no URL: " + e.getMessage());
    }
  }

  private static @Nullable String refusal(
      LabelsBuilder labels, @Nullable Long intervalMs, @Nullable Long timeoutMs) {
    if (intervalMs == null) {
      return "error parsing scrape interval: not a valid duration string: \""
          + labels.get(INTERVAL)
          + "\"";
    }
    if (intervalMs == 0) {
      return "scrape interval cannot be 0";
    }
    if (timeoutMs == null) {
      return "error parsing scrape timeout: not a valid duration string: \""
          + labels.get(TIMEOUT)
          + "\"";
    }
    if (timeoutMs == 0) {
      return "scrape timeout cannot be 0";
    }
    return timeoutMs > intervalMs
        ? "scrape timeout cannot be greater than scrape interval (\"%s\" > \"%s\")"
            .formatted(labels.get(TIMEOUT), labels.get(INTERVAL))
        : null;
  }

  private static boolean flag(Labels labels, String name, boolean otherwise) {
    return switch (labels.get(name)) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> otherwise;
    };
  }

  private static void setIfAbsent(LabelsBuilder labels, String name, String value) {
    if (labels.get(name).isEmpty()) {
      labels.set(name, value);
    }
  }

  private URI url(Labels labels) throws URISyntaxException {
    String path = labels.get(PATH);
    String query = query(labels);
    String base =
        new URI(
                labels.get(SCHEME),
                labels.get(ADDRESS),
                path.isEmpty() || path.startsWith("/") ? path : "/" + path,
                null,
                null)
            .toASCIIString();
    URI url = new URI(query.isEmpty() ? base : base + "?" + query);
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null) {
      throw new URISyntaxException(base, "needs http or https and a host");
    }
    return url;
  }

  private String query(Labels labels) {
    Map<String, List<String>> params = new TreeMap<>(Comparator.naturalOrder());
    params.putAll(settings.params());
    for (int i = 0; i < labels.size(); i++) {
      if (labels.name(i).startsWith(PARAM)) {
        String name = labels.name(i).substring(PARAM.length());
        List<String> values = params.getOrDefault(name, List.of());
        List<String> rest = values.isEmpty() ? values : values.subList(1, values.size());
        params.put(name, concat(labels.value(i), rest));
      }
    }
    StringBuilder query = new StringBuilder();
    params.forEach((name, values) ->
        values.forEach(value ->
            query
                .append(query.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))));
    return query.toString();
  }

  private static List<String> concat(String first, List<String> rest) {
    return Stream.concat(Stream.of(first), rest.stream()).toList();
  }
}
