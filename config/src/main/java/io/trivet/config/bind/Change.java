package io.trivet.config.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A key whose value differs between two configurations.
///
/// @param path of the key; a list or mapping counts as one value
/// @param reloadable whether the key, or a section around it, can change without a restart
/// @param before the old value as text, secrets hidden
/// @param after the new value as text, secrets hidden
public record Change(String path, boolean reloadable, String before, String after) {
  private static final int MAX_TEXT = 200;

  public Change {
    before = cut(before);
    after = cut(after);
  }

  /// The keys in which two records of one class differ, in the order of their components.
  public static <T extends Record> List<Change> between(T before, T after) {
    List<Change> changes = new ArrayList<>();
    compare(before, after, "", false, changes);
    return List.copyOf(changes);
  }

  private static void compare(
      Record before, Record after, String prefix, boolean reloadable, List<Change> changes) {
    for (OptionRecord.Option option : OptionRecord.of(before.getClass()).options()) {
      Object old = option.valueIn(before);
      Object now = option.valueIn(after);
      if (Objects.equals(old, now)) {
        continue;
      }
      boolean canReload = reloadable || option.reloadable();
      String path = option.inline() ? prefix : prefix + option.key();
      if (option.type() instanceof OptionType.Section
          && old instanceof Record oldSection
          && now instanceof Record newSection) {
        String below = option.inline() ? prefix : path + ".";
        compare(oldSection, newSection, below, canReload, changes);
      } else {
        changes.add(new Change(path, canReload, text(option, old), text(option, now)));
      }
    }
  }

  /// Lists and trees may hold secrets which are plain texts: only single values are shown.
  private static String text(OptionRecord.Option option, @Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    return option.type() instanceof OptionType.Single ? value.toString() : "(a section)";
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
  }
}
