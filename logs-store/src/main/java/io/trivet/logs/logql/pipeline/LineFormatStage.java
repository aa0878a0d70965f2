package io.trivet.logs.logql.pipeline;

import io.trivet.core.template.TemplateException;
import io.trivet.logs.logql.template.LogTemplate;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Replaces the line by what a template makes of the entry.
final class LineFormatStage implements RunnableStage {
  private final LogTemplate template;
  private final @Nullable String soleField;

  LineFormatStage(String text) {
    try {
      this.template = LogTemplate.parse("line", text);
    } catch (TemplateException e) {
      throw new PipelineException("invalid line template: " + e.reason());
    }
    this.soleField = template.soleField();
  }

  @Override
  public boolean run(EntryState entry) {
    String line;
    if (soleField != null) {
      String value = entry.get(soleField);
      line = value == null ? "" : value;
    } else {
      try {
        line = template.execute(new EntryTemplate(entry));
      } catch (TemplateException e) {
        entry.error(EntryTemplate.ERROR, e.reason());
        return true;
      }
    }
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    entry.replaceLine(bytes, 0, bytes.length);
    return true;
  }
}
