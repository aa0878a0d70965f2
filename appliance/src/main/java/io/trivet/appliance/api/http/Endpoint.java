package io.trivet.appliance.api.http;

import java.io.IOException;

/// Answers one kind of request. Called on a virtual thread: it may wait, but work for the CPU goes
/// to a [QueryPool]. Safe for use from any thread.
@FunctionalInterface
public interface Endpoint {
  /// @throws io.trivet.core.error.TrivetException for what the caller should know; anything else
  ///   counts as a fault of ours
  Answer handle(Request request) throws IOException;
}
