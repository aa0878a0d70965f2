package io.trivet.traces.traceql.parser;

import io.trivet.traces.traceql.ast.Intrinsic;
import java.util.LinkedHashSet;
import java.util.Set;

/// Advice for the commonest mistake: attributes written without their scope, `{service.name="x"}`.
final class BareNames {
  private static final Set<String> RESOURCE_PREFIXES =
      Set.of(
          "service",
          "k8s",
          "host",
          "deployment",
          "cloud",
          "container",
          "process",
          "telemetry",
          "os",
          "cluster",
          "namespace",
          "pod",
          "node");
  private static final Set<String> SCOPES =
      Set.of("span", "resource", "event", "link", "instrumentation", "parent");
  private static final int MOST_NAMES = 8;

  private BareNames() {}

  /// The name with the scope it most likely has.
  static String scoped(String name) {
    int dot = name.indexOf('.');
    String first = dot < 0 ? name : name.substring(0, dot);
    return (RESOURCE_PREFIXES.contains(first) ? "resource." : "span.") + name;
  }

  /// What is wrong with the dotted name at `offset`, and how to write it and those after it.
  static String advice(String query, int offset) {
    Set<String> names = new LinkedHashSet<>();
    int at = offset;
    while (at < query.length() && names.size() < MOST_NAMES) {
      char c = query.charAt(at);
      if (c == '"' || c == '`') {
        at = skipString(query, at);
      } else if (c == '.' || c == ':') {
        at = endOfName(query, at + 1);
      } else if (Character.isLetter(c) || c == '_') {
        int end = endOfName(query, at);
        String name = query.substring(at, end);
        int dot = name.indexOf('.');
        if (dot > 0 && !SCOPES.contains(name.substring(0, dot)) && Intrinsic.of(name) == null) {
          names.add(name);
        }
        at = end;
      } else if (c >= '0' && c <= '9') {
        at = endOfName(query, at);
      } else {
        at++;
      }
    }
    StringBuilder out = new StringBuilder();
    String first = names.isEmpty() ? "?" : names.iterator().next();
    out.append("unknown identifier ").append(first);
    out.append(": an attribute needs its scope; write ");
    int count = 0;
    for (String name : names) {
      out.append(count == 0 ? "" : count == names.size() - 1 ? " and " : ", ");
      out.append(scoped(name));
      count++;
    }
    return out.append(" (or a leading dot, .").append(first).append(", for any scope)").toString();
  }

  private static int endOfName(String text, int start) {
    int at = start;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "._-:/".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return at;
  }

  private static int skipString(String text, int start) {
    char quote = text.charAt(start);
    int at = start + 1;
    while (at < text.length() && text.charAt(at) != quote) {
      at += quote == '"' && text.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }
}
