package io.trivet.config.bind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The reference of all keys as Markdown: one table per section, made from the records themselves.
public final class Reference {
  private static final int MAX_DEPTH = 8;

  private final StringBuilder out = new StringBuilder();
  private final Map<Class<? extends Record>, Section> sections = new LinkedHashMap<>();

  private Reference() {}

  /// A table.
  ///
  /// @param path of the section, empty for the top level
  /// @param also further sections with the same keys
  private record Section(String path, List<String> also) {}

  /// The tables of a record's keys: first the top level, then section by section. A record that
  /// several sections use is listed where it comes first, with the names of the others.
  public static String markdown(Class<? extends Record> type) {
    Reference reference = new Reference();
    reference.collect("", new OptionType.Section(type), 0);
    reference.sections.forEach(reference::table);
    return reference.out.toString();
  }

  private void collect(String path, OptionType type, int depth) {
    switch (type) {
      case OptionType.Section(var section) -> {
        Section known = sections.get(section);
        if (known != null) {
          known.also().add(path);
        } else if (depth < MAX_DEPTH) {
          sections.put(section, new Section(path, new ArrayList<>()));
          String prefix = path.isEmpty() ? "" : path + ".";
          OptionRecord.of(section)
              .byKey()
              .forEach((key, option) -> collect(prefix + key, option.type(), depth + 1));
        }
      }
      case OptionType.ListOf(OptionType item) -> collect(path + "[]", item, depth);
      case OptionType.MapOf(OptionType item) -> collect(path + ".NAME", item, depth);
      case OptionType.Single _, OptionType.Tree _, OptionType.Anything _ -> {}
    }
  }

  private void table(Class<? extends Record> type, Section section) {
    String prefix = section.path().isEmpty() ? "" : section.path() + ".";
    if (!section.path().isEmpty()) {
      out.append("\n## `").append(section.path()).append("`\n");
    }
    if (!section.also().isEmpty()) {
      out.append("\nThe same keys stand in `")
          .append(String.join("`, `", section.also()))
          .append("`.\n");
    }
    out.append("\n| Key | Value | Default | Reload | Meaning |\n| --- | --- | --- | --- | --- |\n");
    OptionRecord.of(type).byKey().forEach((key, option) -> row(prefix, key, option));
  }

  private void row(String prefix, String key, OptionRecord.Option option) {
    out.append("| `")
        .append(prefix)
        .append(key)
        .append("` | ")
        .append(value(option))
        .append(" | ")
        .append(fallback(option))
        .append(" | ")
        .append(option.reloadable() ? "yes" : "")
        .append(" | ")
        .append(escape(option.description()))
        .append(" |\n");
  }

  private static String value(OptionRecord.Option option) {
    String words = option.type().words();
    return escape(words.startsWith("a ") ? words.substring(2) : words);
  }

  private static String fallback(OptionRecord.Option option) {
    String text = option.fallback();
    if (text != null) {
      return text.isEmpty() ? "" : "`" + escape(text) + "`";
    }
    boolean required = option.type() instanceof OptionType.Single && !option.nullable();
    return required ? "*required*" : "";
  }

  private static String escape(String text) {
    return text.replace("|", "\\|");
  }
}
