package io.trivet.config.yaml;

import io.trivet.config.problem.Position;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value in a YAML document. Immutable; equal nodes may be shared through aliases.
public sealed interface YamlNode {

  /// Where the value begins.
  Position at();

  /// What was written, in short, for messages.
  String text();

  /// Whether nothing is written here: an empty value, `~` or `null`.
  default boolean isNull() {
    return false;
  }

  /// A single value.
  ///
  /// @param plain whether it was written without quotes
  record Scalar(String text, boolean plain, Position at) implements YamlNode {
    @Override
    public boolean isNull() {
      return plain
          && (text.isEmpty()
              || text.equals("~")
              || text.equals("null")
              || text.equals("Null")
              || text.equals("NULL"));
    }
  }

  /// A list.
  record Sequence(List<YamlNode> items, Position at) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String text() {
      return items.isEmpty() ? "[]" : "[...]";
    }
  }

  /// Keys with values, in the order of the text.
  record Mapping(Map<String, Entry> entries, Position at) implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String text() {
      return entries.isEmpty() ? "{}" : "{...}";
    }

    /// The value of a key, null when the key is absent.
    public @Nullable YamlNode get(String key) {
      Entry entry = entries.get(key);
      return entry == null ? null : entry.value();
    }

    /// This mapping with the entries of another in place of or beside its own; mappings on both
    /// sides are joined in turn.
    public Mapping overlaidWith(Mapping over) {
      Map<String, Entry> joined = new LinkedHashMap<>(entries);
      over.entries.forEach((key, entry) -> {
        if (entry.value() instanceof Mapping upper && get(key) instanceof Mapping lower) {
          joined.put(key, new Entry(entry.at(), lower.overlaidWith(upper)));
        } else {
          joined.put(key, entry);
        }
      });
      return new Mapping(joined, over.at);
    }
  }

  /// A key of a mapping and its value.
  ///
  /// @param at where the key begins
  record Entry(Position at, YamlNode value) {}
}
