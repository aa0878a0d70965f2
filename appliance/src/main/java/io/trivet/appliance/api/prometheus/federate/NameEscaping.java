package io.trivet.appliance.api.prometheus.federate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How names that are not `[a-zA-Z_:][a-zA-Z0-9_:]*` are written, as Prometheus has it
/// (https://prometheus.io/docs/instrumenting/escaping_schemes/). Other names stay as they are.
enum NameEscaping {
  /// In quotes.
  ALLOW_UTF_8,
  /// With `_` for every other character.
  UNDERSCORES,
  /// With `_dot_` for a dot, and `__` for an underscore and every other character.
  DOTS,
  /// With `U__` before it, `__` for an underscore and the number for every other character.
  VALUES;

  /// `allow-utf-8`
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static @Nullable NameEscaping of(String text) {
    for (NameEscaping one : values()) {
      if (one.toString().equals(text)) {
        return one;
      }
    }
    return null;
  }

  static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isPlain(name.charAt(i), i)) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isPlain(int c, int at) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '_'
        || c == ':'
        || c >= '0' && c <= '9' && at > 0;
  }

  String escape(String name) {
    if (this == ALLOW_UTF_8 || isPlain(name)) {
      return name;
    }
    StringBuilder out = new StringBuilder(this == VALUES ? "U__" : "");
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      if (this != UNDERSCORES && c == '_') {
        out.append("__");
      } else if (isPlain(c, i)) {
        out.appendCodePoint(c);
      } else {
        out.append(replacement(c));
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private String replacement(int c) {
    return switch (this) {
      case ALLOW_UTF_8 -> Character.toString(c);
      case UNDERSCORES -> "_";
      case DOTS -> c == '.' ? "_dot_" : "__";
      case VALUES -> "_" + Integer.toHexString(c) + "_";
    };
  }
}
