package io.trivet.appliance.api.http;

/// Hears of every answered request. Must be quick; called by many threads.
@FunctionalInterface
public interface RequestObserver {
  /// @param listener name of the listener
  /// @param route pattern of the route, `other` when none matched
  void answered(String listener, String route, String method, int status, long nanos);
}
