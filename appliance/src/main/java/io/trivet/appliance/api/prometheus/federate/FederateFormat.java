package io.trivet.appliance.api.prometheus.federate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The format of an answer: the text format 0.0.4, or messages `MetricFamily` of protobuf.
record FederateFormat(Kind kind, NameEscaping escaping) {
  private static final int MAX_CLAUSES = 50;
  private static final String PROTOBUF = "application/vnd.google.protobuf";
  private static final String FAMILY = "io.prometheus.client.MetricFamily";

  /// What is written.
  enum Kind {
    TEXT(""),
    /// Each message after its length.
    PROTO_DELIMITED("delimited"),
    /// In the text format of protobuf.
    PROTO_TEXT("text"),
    /// The same, a line for each message.
    PROTO_COMPACT("compact-text");

    /// Encoding of protobuf messages, "" for text.
    final String encoding;

    Kind(String encoding) {
      this.encoding = encoding;
    }
  }

  private record Clause(String type, Map<String, String> parameters, double weight) {}

  /// What the header `Accept` wants most of what there is; text where it wants something else.
  static FederateFormat accepted(String header) {
    NameEscaping escaping = NameEscaping.UNDERSCORES;
    for (Clause clause : clauses(header)) {
      NameEscaping wanted = NameEscaping.of(clause.parameters().getOrDefault("escaping", ""));
      escaping = wanted == null ? escaping : wanted;
      String version = clause.parameters().getOrDefault("version", "");
      if (clause.type().equals("text/plain") && (version.isEmpty() || version.equals("0.0.4"))) {
        return new FederateFormat(Kind.TEXT, escaping);
      }
      if (clause.type().equals(PROTOBUF)
          && FAMILY.equals(clause.parameters().getOrDefault("proto", ""))) {
        String encoding = clause.parameters().getOrDefault("encoding", "");
        for (Kind kind : Kind.values()) {
          if (kind != Kind.TEXT && kind.encoding.equals(encoding)) {
            return new FederateFormat(kind, escaping);
          }
        }
      }
    }
    return new FederateFormat(Kind.TEXT, escaping);
  }

  private static List<Clause> clauses(String header) {
    List<Clause> clauses = new ArrayList<>();
    for (String clause : header.split(",", MAX_CLAUSES)) {
      String[] parts = clause.split(";", MAX_CLAUSES);
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        if (equals > 0) {
          String value = parts[i].substring(equals + 1).trim();
          parameters.put(
              parts[i].substring(0, equals).trim().toLowerCase(Locale.ROOT),
              value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                  ? value.substring(1, value.length() - 1)
                  : value);
        }
      }
      clauses.add(
          new Clause(parts[0].trim(), parameters, weight(parameters.getOrDefault("q", "1"))));
    }
    clauses.sort(Comparator.comparingDouble(Clause::weight).reversed());
    return clauses;
  }

  private static double weight(String text) {
    try {
      return text.length() > 10 ? 0 : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  String contentType() {
    return kind == Kind.TEXT
        ? "text/plain; version=0.0.4; charset=utf-8; escaping=" + escaping
        : PROTOBUF + "; proto=" + FAMILY + "; encoding=" + kind.encoding + "; escaping=" + escaping;
  }
}
