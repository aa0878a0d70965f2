package io.trivet.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.testkit.HttpSender;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Asks a Prometheus server or ours over the same API.
///
/// @param base as `http://127.0.0.1:9090`
record PrometheusApi(String base) {
  private static final ObjectMapper JSON = new ObjectMapper();

  JsonNode get(String path, String... parameters) throws IOException {
    HttpSender.Reply reply = HttpSender.get(URI.create(base + path + HttpSender.query(parameters)));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return JSON.readTree(reply.body());
  }

  boolean isReady() throws IOException {
    return HttpSender.get(URI.create(base + "/-/ready")).status() == 200;
  }

  /// Every sample of the series of a selector within a while before a time, by series.
  ///
  /// @param selector with its range, as `up[5m]`
  Map<String, List<String>> samples(String selector, long seconds) throws IOException {
    JsonNode result =
        get("/api/v1/query", "query", selector, "time", Long.toString(seconds))
            .path("data")
            .path("result");
    Map<String, List<String>> all = new TreeMap<>();
    for (JsonNode series : result) {
      List<String> samples = new ArrayList<>();
      series.path("values").forEach(sample -> samples.add(sample.toString()));
      series.path("histograms").forEach(sample -> samples.add(sample.toString()));
      Map<String, String> labels = new TreeMap<>();
      series
          .path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      all.put(labels.toString(), samples);
    }
    return all;
  }

  /// The sum of the metrics of a name in the exposition of the server itself; 0 if there is none.
  double ownMetric(String name) throws IOException {
    double sum = 0;
    for (String line : HttpSender.get(URI.create(base + "/metrics")).text().split("\n")) {
      if (line.startsWith(name + "{") || line.startsWith(name + " ")) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ')));
      }
    }
    return sum;
  }
}
