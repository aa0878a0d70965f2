package io.trivet.traces.traceql;

import io.trivet.traces.SpanEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Random traces and queries over few names and values, so that conditions meet.
final class RandomTraces {
  private static final String[] NAMES = {"x", "y", "z"};
  private static final String[] STRUCTURAL = {
    "&&", "||", ">", "<", ">>", "<<", "~", "!>", "!<", "!>>", "!<<", "!~", "&>", "&<", "&>>", "&<<",
    "&~"
  };
  private static final String[] COMPARISONS = {"=", "!=", "<", "<=", ">", ">="};

  private final Random random;

  RandomTraces(Random random) {
    this.random = random;
  }

  private <T> T pick(T[] of) {
    return of[random.nextInt(of.length)];
  }

  /// A trace with orphans, cycles, several roots and repeated span ids.
  List<TestSpan> trace(long id) {
    int size = 1 + random.nextInt(12);
    List<TestSpan> spans = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      long start = 1_000 + id * 100 + random.nextInt(50);
      long parent = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(size + 1);
      List<SpanEvent> events = new ArrayList<>();
      for (int e = random.nextInt(3); e > 0; e--) {
        events.add(new SpanEvent(start, pick(NAMES), attributes()));
      }
      spans.add(
          new TestSpan(
              0,
              id + 1,
              random.nextInt(8) == 0 ? 1 + random.nextInt(size) : i + 1,
              parent,
              start,
              start + random.nextInt(5),
              random.nextInt(6),
              random.nextInt(3),
              "",
              pick(NAMES),
              "",
              "",
              attributes(),
              attributes(),
              attributes(),
              events,
              List.of()));
    }
    return spans;
  }

  private Map<String, Object> attributes() {
    Map<String, Object> attributes = new HashMap<>();
    for (String name : new String[] {"a", "b"}) {
      switch (random.nextInt(6)) {
        case 0 -> attributes.put(name, pick(NAMES));
        case 1, 2 -> attributes.put(name, (long) random.nextInt(4));
        case 3 -> attributes.put(name, random.nextInt(8) / 2.0);
        case 4 -> attributes.put(name, random.nextBoolean());
        default -> {}
      }
    }
    if (random.nextBoolean()) {
      attributes.put("list", List.of(pick(NAMES), pick(NAMES), pick(NAMES)));
    }
    return attributes;
  }

  private String scope() {
    return pick(new String[] {".", "span.", "resource.", "instrumentation."});
  }

  private String attribute() {
    return scope() + (random.nextBoolean() ? "a" : "b");
  }

  private String literal() {
    return switch (random.nextInt(4)) {
      case 0 -> '"' + pick(NAMES) + '"';
      case 1 -> String.valueOf(random.nextInt(4));
      case 2 -> String.valueOf(random.nextInt(8) / 2.0);
      default -> "" + random.nextBoolean();
    };
  }

  private String comparison(String field) {
    String literal = literal();
    boolean bool = literal.equals("true") || literal.equals("false");
    return field
        + " "
        + (bool ? pick(new String[] {"=", "!="}) : pick(COMPARISONS))
        + " "
        + literal;
  }

  String condition(int depth) {
    if (depth > 0 && random.nextBoolean()) {
      return switch (random.nextInt(4)) {
        case 0, 1 -> condition(depth - 1) + " && (" + condition(depth - 1) + ")";
        case 2 -> "(" + condition(depth - 1) + " || " + condition(depth - 1) + ")";
        default -> "!(" + condition(depth - 1) + ")";
      };
    }
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> comparison(attribute());
      case 3 -> attribute();
      case 4 -> attribute() + pick(new String[] {" = nil", " != nil"});
      case 5 -> attribute() + " " + pick(COMPARISONS) + " " + attribute();
      case 6 ->
          attribute()
              + " "
              + pick(new String[] {"+", "-", "*", "/"})
              + " "
              + attribute()
              + " "
              + pick(COMPARISONS)
              + " "
              + random.nextInt(5);
      case 7 -> comparison("event." + (random.nextBoolean() ? "a" : "b"));
      case 8 -> "event:name " + pick(new String[] {"=", "!="}) + " \"" + pick(NAMES) + "\"";
      case 9 -> scope() + "list " + pick(new String[] {"=~", "!~"}) + " \"[" + pick(NAMES) + "w]\"";
      case 10 -> "name " + pick(COMPARISONS) + " \"" + pick(NAMES) + "\"";
      case 11 -> "duration " + pick(COMPARISONS) + " " + random.nextInt(5) + "ns";
      case 12 -> "status " + pick(new String[] {"= error", "!= ok", "= unset"});
      case 13 -> "kind " + pick(new String[] {"= server", "!= client", "= internal"});
      case 14 -> "span:childCount " + pick(COMPARISONS) + " " + random.nextInt(3);
      default ->
          pick(
              new String[] {"nestedSetParent < 0", "rootName = \"x\"", "rootName != \"\"", "true"});
    };
  }

  private String spansets(int depth) {
    return depth == 0 || random.nextInt(3) == 0
        ? "{ " + condition(2) + " }"
        : "(" + spansets(depth - 1) + " " + pick(STRUCTURAL) + " " + spansets(depth - 1) + ")";
  }

  String query() {
    StringBuilder query = new StringBuilder(spansets(2));
    for (int stage = random.nextInt(4); stage > 0; stage--) {
      query.append(" | ");
      query.append(
          switch (random.nextInt(6)) {
            case 0 -> spansets(1);
            case 1 -> "by(" + attribute() + ")";
            case 2 -> "coalesce()";
            case 3 -> "count() " + pick(COMPARISONS) + " " + random.nextInt(5);
            case 4 -> "select(" + attribute() + ")";
            default ->
                pick(new String[] {"max", "min", "sum", "avg"})
                    + "("
                    + pick(new String[] {"duration", attribute()})
                    + ") "
                    + pick(new String[] {"<", ">", ">="})
                    + " "
                    + random.nextInt(4);
          });
    }
    return query.toString();
  }
}
