package io.trivet.appliance;

import io.trivet.appliance.api.http.HttpServer;
import io.trivet.appliance.api.http.Router;
import io.trivet.config.option.HostAndPort;
import io.trivet.config.option.ListenerOptions;
import io.trivet.config.option.ServerOptions;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Regex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Decides from the options which HTTP listeners there are and what each serves.
final class Listeners {
  private final ServerOptions options;
  private final List<HttpServer.Listener> listeners = new ArrayList<>();
  private final Map<String, String> serves = new LinkedHashMap<>();
  private final Router.Builder shared;

  Listeners(ServerOptions options) {
    this.options = options;
    this.shared = Router.builder().cors(origins()).cleanSlashes().firstWins();
  }

  /// Origins of pages that may read the Prometheus API.
  Regex origins() {
    return Regex.anchored(options.corsOrigin());
  }

  /// Adds an API.
  ///
  /// @param name key of its listener
  /// @param text what it is good for, for the first screen
  /// @param own its router when it has its own port
  void add(
      String name,
      ListenerOptions listener,
      String text,
      Router.Builder own,
      Consumer<Router.Builder> routes) {
    refuseUnsupported(name, listener);
    if (!listener.enabled()) {
      return;
    }
    if (options.singlePort() != null) {
      routes.accept(shared);
      serves.merge("http", text, (all, more) -> all + "; " + more);
      return;
    }
    routes.accept(own);
    serves.put(name, text);
    Router router = own.build();
    listeners.add(
        new HttpServer.Listener(name, options.addressOf(listener), listener.port(), router));
    int number = 1;
    for (String more : listener.moreAddresses()) {
      HostAndPort address = HostAndPort.parse(more);
      if (address != null) {
        String further = name + "_" + ++number;
        serves.put(further, serves(name));
        listeners.add(new HttpServer.Listener(further, address.host(), address.port(), router));
      }
    }
  }

  /// A listener that was meant to be protected must never be open instead.
  static void refuseUnsupported(String name, ListenerOptions listener) {
    if (listener.enabled() && (listener.tls() != null || listener.basicAuth() != null)) {
      throw new TrivetException(
          ErrorKind.UNIMPLEMENTED,
          "server."
              + name
              + ": TLS and basic_auth of listeners are not there yet; put a proxy before the port"
              + " and remove these keys");
    }
  }

  /// What is to be opened, in the order added.
  List<HttpServer.Listener> build() {
    Integer port = options.singlePort();
    return port != null && serves.containsKey("http")
        ? List.of(new HttpServer.Listener("http", options.address(), port, shared.build()))
        : List.copyOf(listeners);
  }

  /// What a listener is good for.
  String serves(String name) {
    return serves.getOrDefault(name, "");
  }
}
