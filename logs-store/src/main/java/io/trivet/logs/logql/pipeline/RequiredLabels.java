package io.trivet.logs.logql.pipeline;

import java.util.Set;

/// Which parsed labels anything behind the parsers reads, so that parsers leave out the rest.
///
/// @param all every label is needed, as in log queries
/// @param names the labels needed, if not all are
/// @param preserveErrors the query groups by or asks for `__error__`, so that errors of parsers are
///   results and not failures
public record RequiredLabels(boolean all, Set<String> names, boolean preserveErrors) {
  public static final RequiredLabels ALL = new RequiredLabels(true, Set.of(), false);

  public RequiredLabels {
    names = Set.copyOf(names);
  }

  /// Whether no label is needed at all.
  boolean none() {
    return !all && names.isEmpty();
  }

  boolean wants(String name) {
    return all || names.contains(name);
  }

  /// Whether a label could be needed whose name starts with the prefix.
  boolean wantsUnder(String prefix) {
    if (all) {
      return true;
    }
    for (String name : names) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
