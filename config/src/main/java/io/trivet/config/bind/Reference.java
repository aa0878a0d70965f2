package io.trivet.config.bind;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The reference of all keys as Markdown: one table per section, made from the records themselves.
public final class Reference {
  private static final int MAX_DEPTH = 8;

  private final StringBuilder out = new StringBuilder();
  private final List<Class<? extends Record>> written = new ArrayList<>();

  private Reference() {}

  /// The tables of a record's keys: first the single keys of the top level, then section by
  /// section. A record that several sections use is listed where it comes first.
  public static String markdown(Class<? extends Record> type) {
    Reference reference = new Reference();
    reference.section(null, "", type, 0);
    return reference.out.toString();
  }

  private void section(
      @Nullable String title, String prefix, Class<? extends Record> type, int depth) {
    OptionRecord record = OptionRecord.of(type);
    if (title != null) {
      out.append("\n## `").append(title).append("`\n");
    }
    out.append("\n| Key | Value | Default | Reload | Meaning |\n| --- | --- | --- | --- | --- |\n");
    record.byKey().forEach((key, option) -> row(prefix, key, option));
    if (depth == MAX_DEPTH) {
      return;
    }
    record.byKey().forEach((key, option) -> below(prefix + key, option.type(), depth));
  }

  private void below(String path, OptionType type, int depth) {
    switch (type) {
      case OptionType.Section(var section) -> {
        if (!written.contains(section)) {
          written.add(section);
          section(path, path + ".", section, depth + 1);
        }
      }
      case OptionType.ListOf(OptionType item) -> below(path + "[]", item, depth);
      case OptionType.MapOf(OptionType item) -> below(path + ".NAME", item, depth);
      case OptionType.Single _, OptionType.Tree _, OptionType.Anything _ -> {}
    }
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
