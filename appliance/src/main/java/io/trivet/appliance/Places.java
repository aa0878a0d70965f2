package io.trivet.appliance;

import io.trivet.appliance.api.prometheus.GlobalUrl;
import io.trivet.config.option.ServerOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;

/// Where the running process can be reached, and where its data is.
///
/// @param data absolute path of the data directory
record Places(Path data, List<Place> listeners) {
  Places {
    listeners = List.copyOf(listeners);
  }

  /// One listener.
  ///
  /// @param name key of its section, as `prometheus` or `otlp_grpc`
  /// @param address as bound, `0.0.0.0` for all interfaces
  /// @param serves what it is good for
  record Place(String name, String address, int port, String serves) {
    /// Host and port for a client on this machine.
    String local() {
      boolean any = address.equals("0.0.0.0") || address.equals("::");
      return (any ? "localhost" : address) + ":" + port;
    }
  }

  /// URL of the Prometheus API for clients elsewhere, as alerts name it, without a slash at its
  /// end; "" when it is switched off.
  String externalUrl(ServerOptions server) {
    if (!server.externalUrl().isEmpty()) {
      return server.externalUrl().replaceAll("/+$", "");
    }
    return listeners.stream()
        .filter(place -> place.name().equals("prometheus") || place.name().equals("http"))
        .map(place -> "http://" + hostName() + ":" + place.port() + server.prefix())
        .findFirst()
        .orElse("");
  }

  /// How URLs of targets on this machine are told to clients elsewhere.
  GlobalUrl globalUrl(ServerOptions server) {
    int port =
        listeners.stream()
            .filter(place -> place.name().equals("prometheus"))
            .mapToInt(Place::port)
            .findFirst()
            .orElse(GlobalUrl.NO_PORT);
    return new GlobalUrl(externalUrl(server), port);
  }

  /// The name of this machine.
  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /// Host and port of a listener, for a client on this machine; "" when it is switched off.
  String local(String name) {
    return listeners.stream()
        .filter(place -> place.name().equals(name))
        .map(Place::local)
        .findFirst()
        .orElse("");
  }
}
