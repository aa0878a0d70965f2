package io.trivet.appliance.api.http;

import io.trivet.core.label.Regex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the endpoint for a path and a method. Paths match exactly, before any escape is decoded. A
/// pattern has placeholders for one segment, `/label/{name}/values`, or for several,
/// `/tag/{name...}/values`. Immutable once built.
public final class Router {
  /// What a path has: endpoints by method.
  record Route(String pattern, Map<String, Endpoint> methods, ErrorBody errors) {
    String allow(boolean options) {
      TreeSet<String> names = new TreeSet<>(methods.keySet());
      if (options) {
        names.add("OPTIONS");
      }
      return String.join(", ", names);
    }
  }

  /// A route with the values of its placeholders.
  record Match(Route route, List<String> values) {}

  private final Map<String, Route> exact;
  private final List<Route> patterns;
  private final @Nullable Regex cors;
  private final boolean cleanSlashes;

  private Router(Builder builder) {
    this.exact = Map.copyOf(builder.exact);
    this.patterns = List.copyOf(builder.patterns.values());
    this.cors = builder.cors;
    this.cleanSlashes = builder.cleanSlashes;
  }

  public static Builder builder() {
    return new Builder();
  }

  boolean cors() {
    return cors != null;
  }

  /// Whether browsers may show the answer to pages of this origin.
  boolean allows(String origin) {
    return cors != null && (cors.matchesEverything() || cors.matches(origin));
  }

  @Nullable Match find(String rawPath) {
    String path = cleanSlashes ? clean(rawPath) : rawPath;
    Route route = exact.get(path);
    if (route != null) {
      return new Match(route, List.of());
    }
    for (Route candidate : patterns) {
      List<String> values = match(candidate.pattern, path);
      if (values != null) {
        return new Match(candidate, values);
      }
    }
    return null;
  }

  private static String clean(String path) {
    String cleaned = path;
    while (cleaned.contains("//")) {
      cleaned = cleaned.replace("//", "/");
    }
    return cleaned;
  }

  private static @Nullable List<String> match(String pattern, String path) {
    int open = pattern.indexOf('{');
    int close = pattern.indexOf('}');
    String head = pattern.substring(0, open);
    String tail = pattern.substring(close + 1);
    if (path.length() <= head.length() + tail.length()
        || !path.startsWith(head)
        || !path.endsWith(tail)) {
      return null;
    }
    String value = path.substring(head.length(), path.length() - tail.length());
    boolean several = pattern.startsWith("...", close - 3);
    boolean slash = value.indexOf('/') >= 0 || value.contains("%2F") || value.contains("%2f");
    if (!several && slash) {
      return null;
    }
    return List.of(Parameters.decode(value, false));
  }

  /// Collects routes.
  public static final class Builder {
    private final Map<String, Route> exact = new HashMap<>();
    private final Map<String, Route> patterns = new HashMap<>();
    private ErrorBody errors = ErrorBody.TEXT;
    private @Nullable Regex cors;
    private String prefix = "";
    private boolean cleanSlashes;
    private boolean firstWins;

    private Builder() {}

    /// Keeps the first endpoint where several are added for one method and path, as when the APIs
    /// of several servers share a port.
    public Builder firstWins() {
      this.firstWins = true;
      return this;
    }

    /// How endpoints which are added from now on tell failures.
    public Builder errors(ErrorBody body) {
      this.errors = body;
      return this;
    }

    /// Answers `OPTIONS` everywhere and allows browsers of any origin to read.
    public Builder cors() {
      return cors(Regex.anchored(".*"));
    }

    /// Answers `OPTIONS` everywhere and allows browsers to read for the origins that match.
    public Builder cors(Regex origins) {
      this.cors = origins;
      return this;
    }

    /// Puts a text before the patterns that are added from now on.
    ///
    /// @param text "" for none, else like `/prometheus`
    public Builder prefix(String text) {
      this.prefix = text;
      return this;
    }

    /// Takes several slashes for one.
    public Builder cleanSlashes() {
      this.cleanSlashes = true;
      return this;
    }

    public Builder get(String pattern, Endpoint endpoint) {
      return add("GET", pattern, endpoint);
    }

    public Builder post(String pattern, Endpoint endpoint) {
      return add("POST", pattern, endpoint);
    }

    public Builder getAndPost(String pattern, Endpoint endpoint) {
      return get(pattern, endpoint).post(pattern, endpoint);
    }

    public Builder getAndHead(String pattern, Endpoint endpoint) {
      return get(pattern, endpoint).add("HEAD", pattern, endpoint);
    }

    public Builder add(String method, String suffix, Endpoint endpoint) {
      String pattern = prefix + suffix;
      Map<String, Route> into = pattern.indexOf('{') < 0 ? exact : patterns;
      Route route = into.computeIfAbsent(pattern, p -> new Route(p, new HashMap<>(), errors));
      if (route.methods.putIfAbsent(method, endpoint) != null && !firstWins) {
        throw new IllegalArgumentException("two endpoints for " + method + " " + pattern);
      }
      return this;
    }

    public Router build() {
      return new Router(this);
    }
  }

  /// All patterns, for tests and listings.
  List<String> routes() {
    List<String> all = new ArrayList<>(exact.keySet());
    patterns.forEach(route -> all.add(route.pattern));
    all.sort(null);
    return all;
  }
}
