package io.trivet.logs.logql.template;

import io.trivet.core.template.GoTemplate;
import io.trivet.core.template.GoText;
import io.trivet.core.template.TemplateException;
import io.trivet.core.template.TemplateFunctions;
import io.trivet.core.template.TemplateObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A template over a log entry. Immutable, safe for use from any thread.
public final class LogTemplate {
  private static final TemplateFunctions FUNCTIONS = functions();

  private final GoTemplate template;

  private LogTemplate(GoTemplate template) {
    this.template = template;
  }

  private static TemplateFunctions functions() {
    TemplateFunctions.Builder all = TemplateFunctions.builder();
    all.addInContext("__line__", 0, 0, (run, _) -> ((Entry) run.root()).data.line());
    all.addInContext(
        "__timestamp__",
        0,
        0,
        (run, _) -> TimeFunctions.time(((Entry) run.root()).data.timestampNanos()));
    TextFunctions.register(all);
    NumberFunctions.register(all);
    TimeFunctions.register(all);
    return all.build();
  }

  /// @param name how errors call the template
  /// @throws TemplateException if the text is no template
  public static LogTemplate parse(String name, String text) {
    return new LogTemplate(GoTemplate.parse(name, text, FUNCTIONS));
  }

  /// Labels the template reads; null when it may read any.
  public @Nullable Set<String> fields() {
    return template.fields();
  }

  /// The label whose value is all there is to the template, as in `{{.msg}}`; null for any other.
  public @Nullable String soleField() {
    return template.soleField();
  }

  /// @throws TemplateException if a function fails on the data
  public String execute(TemplateData data) {
    return template.execute(new Entry(data));
  }

  /// The labels as the dot of a template; a missing one is an empty text.
  private record Entry(TemplateData data) implements TemplateObject {
    @Override
    public Object field(String name) {
      String label = data.label(name);
      return label == null ? "" : label;
    }

    @Override
    public Map<String, ?> asMap() {
      return new TreeMap<>(data.labels());
    }

    @Override
    public String toString() {
      return GoText.print(asMap());
    }
  }
}
