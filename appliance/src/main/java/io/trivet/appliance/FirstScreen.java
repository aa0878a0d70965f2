package io.trivet.appliance;

/// What a user sees first: what listens where, where the data is, what to try.
final class FirstScreen {
  private FirstScreen() {}

  static String text(Places places) {
    StringBuilder out = new StringBuilder();
    out.append("\nTrivet ").append(Version.trivet()).append("\n\n");
    for (Places.Place place : places.listeners()) {
      out.append(String.format("  %-22s %-14s %s%n", place.local(), place.name(), place.serves()));
    }
    out.append(String.format("  %-22s %-14s %s%n%n", "data", "", places.data()));
    String prometheus = places.local("prometheus");
    String loki = places.local("loki");
    String tempo = places.local("tempo");
    String otlp = places.local("otlp_http");
    if (!prometheus.isEmpty()) {
      out.append("First metric (Trivet scrapes itself; remote write goes to /api/v1/write):\n");
      out.append("  curl 'http://").append(prometheus).append("/api/v1/query?query=up'\n\n");
    }
    if (!loki.isEmpty()) {
      out.append("First log line:\n");
      out.append("  curl -H 'Content-Type: application/json' http://").append(loki);
      out.append("/loki/api/v1/push \\\n    -d '{\"streams\":[{\"stream\":{\"app\":\"hello\"},");
      out.append("\"values\":[[\"'$(date +%s%N)'\",\"hello trivet\"]]}]}'\n");
      out.append("  curl -G http://").append(loki);
      out.append("/loki/api/v1/query_range --data-urlencode 'query={app=\"hello\"}'\n\n");
    }
    if (!otlp.isEmpty() && !tempo.isEmpty()) {
      out.append("First trace:\n");
      out.append("  curl -H 'Content-Type: application/json' http://").append(otlp);
      out.append("/v1/traces \\\n    -d '{\"resourceSpans\":[{\"resource\":{\"attributes\":[");
      out.append("{\"key\":\"service.name\",\"value\":{\"stringValue\":\"hello\"}}]},");
      out.append("\"scopeSpans\":[{\"spans\":[{\"traceId\":\"5b8efff798038103d269b633813fc60c\",");
      out.append("\"spanId\":\"eee19b7ec3c1b174\",\"name\":\"first\",\"kind\":1,");
      out.append("\"startTimeUnixNano\":\"'$(date +%s%N)'\",");
      out.append("\"endTimeUnixNano\":\"'$(date +%s%N)'\"}]}]}]}'\n");
      out.append("  curl http://").append(tempo);
      out.append("/api/v2/traces/5b8efff798038103d269b633813fc60c\n\n");
    }
    return out.toString();
  }
}
