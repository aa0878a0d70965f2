package io.trivet.config;

import io.trivet.config.bind.Change;
import io.trivet.config.option.TrivetOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a new configuration changes in a running server.
///
/// @param applied changes that take effect at once
/// @param refused changes that need a restart
public record Reload(List<Change> applied, List<Change> refused) {
  public Reload {
    applied = List.copyOf(applied);
    refused = List.copyOf(refused);
  }

  /// Compares the running options with new ones.
  public static Reload compare(TrivetOptions running, TrivetOptions wanted) {
    List<Change> changes = Change.between(running, wanted);
    return new Reload(
        changes.stream().filter(Change::reloadable).toList(),
        changes.stream().filter(change -> !change.reloadable()).toList());
  }

  /// Why the new configuration cannot be taken as a whole; null when it can.
  public @Nullable String refusal() {
    if (refused.isEmpty()) {
      return null;
    }
    StringBuilder out = new StringBuilder("these changes need a restart:");
    for (Change change : refused) {
      out.append(' ')
          .append(change.path())
          .append(" (")
          .append(change.before())
          .append(" -> ")
          .append(change.after())
          .append("),");
    }
    out.setLength(out.length() - 1);
    return out.toString();
  }
}
