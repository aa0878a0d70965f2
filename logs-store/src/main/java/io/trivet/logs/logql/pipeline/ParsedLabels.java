package io.trivet.logs.logql.pipeline;

import io.trivet.logs.logql.text.StringCache;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How parsers store what they find: under a clean name, with `_extracted` behind it when the entry
/// came with such a label, not over what an earlier stage set, and only if it is needed.
final class ParsedLabels {
  private final RequiredLabels required;
  private final StringCache values = StringCache.labelValues();
  private final StringCache names = StringCache.plain();
  private byte[] name = new byte[64];
  private int nameLength;
  private int found;

  ParsedLabels(RequiredLabels required) {
    this.required = required;
  }

  /// Whether no label is needed, so that the line need not be parsed.
  boolean none() {
    return required.none();
  }

  void start() {
    found = 0;
    nameLength = 0;
  }

  /// Whether everything needed has been found.
  boolean complete() {
    return !required.all() && found >= required.names().size();
  }

  int nameLength() {
    return nameLength;
  }

  void truncateName(int length) {
    nameLength = length;
  }

  /// Adds a part to the name: with `_` between parts, one `_` for each character that is no ASCII
  /// letter or digit, and one before a leading digit. Blank parts are left out.
  void appendName(byte[] bytes, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    if (start == end) {
      return;
    }
    if (name.length < nameLength + end - start + 2) {
      name = Arrays.copyOf(name, 2 * (nameLength + end - start + 2));
    }
    if (nameLength > 0) {
      name[nameLength++] = '_';
    } else if (bytes[start] >= '0' && bytes[start] <= '9') {
      name[nameLength++] = '_';
    }
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
      if (plain) {
        name[nameLength++] = b;
      } else if ((b & 0xc0) != 0x80) {
        // Continuation bytes belong to a character that has its underscore already.
        name[nameLength++] = '_';
      }
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b >= 9 && b <= 13;
  }

  /// The name built so far.
  String name() {
    return names.get(name, 0, nameLength);
  }

  /// Whether a label below the name built so far can be needed.
  boolean wantsBelow() {
    return required.all() || required.wantsUnder(name() + "_");
  }

  /// The name to store a key under; null when it must not be stored.
  @Nullable String target(EntryState entry, String key) {
    String target = entry.parserName(key);
    return required.wants(target) && !entry.isParsed(target) ? target : null;
  }

  void set(EntryState entry, String target, String value) {
    entry.set(target, value);
    found++;
  }

  /// The text of a value.
  String value(byte[] bytes, int from, int to) {
    return values.get(bytes, from, to);
  }

  void error(EntryState entry, String kind, @Nullable String details) {
    entry.error(kind, details);
    if (required.preserveErrors()) {
      entry.set(EntryState.PRESERVE_ERROR, "true");
    }
  }
}
