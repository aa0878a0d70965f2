package io.trivet.traces.traceql.result;

import java.util.List;

/// Names of attributes by scope.
///
/// @param scopes only those that have names (and `intrinsic`), in the order resource, span, event,
///   link, instrumentation, intrinsic
public record TagNames(List<ScopeNames> scopes) {
  public TagNames {
    scopes = List.copyOf(scopes);
  }

  /// @param scope as TraceQL writes it: `resource`, `span` ..., `intrinsic`
  /// @param names sorted
  public record ScopeNames(String scope, List<String> names) {
    public ScopeNames {
      names = List.copyOf(names);
    }
  }
}
