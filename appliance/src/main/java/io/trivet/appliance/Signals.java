package io.trivet.appliance;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SIGHUP, where the platform has it. The class of the JDK for signals is not part of its API, so
/// that it is looked up by name and its absence costs only the signal.
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /// Runs the action on a thread of its own at each SIGHUP.
  static void onHangup(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object calling =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hangup, calling);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      log.warn("SIGHUP is not available here; use POST /-/reload", e);
    }
  }
}
