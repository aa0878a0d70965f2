package io.trivet.core.template;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A template in the language of Go's `text/template`. Immutable, safe for use from any thread.
public final class GoTemplate {
  private final String name;
  private final String text;
  private final TemplateFunctions functions;
  private final List<TemplateNode> nodes;
  private final Map<String, List<TemplateNode>> templates;
  private final @Nullable Set<String> fields;

  private GoTemplate(String name, String text, TemplateFunctions functions, TemplateParser parser) {
    this.functions = functions;
    this.name = name;
    this.text = text;
    this.nodes = parser.parse();
    this.templates = parser.templates();
    this.fields = parser.fields();
  }

  /// @param name how errors call the template
  /// @throws TemplateException if the text is no template
  public static GoTemplate parse(String name, String text, TemplateFunctions functions) {
    try {
      return new GoTemplate(name, text, functions, new TemplateParser(text, functions));
    } catch (TemplateException e) {
      throw new TemplateException("template: " + name + ":1: " + e.reason());
    }
  }

  /// Fields of the data which the template reads; null when it may read any.
  public @Nullable Set<String> fields() {
    return fields;
  }

  /// The field whose value is all there is to the template, as in `{{.msg}}`; null for any other.
  public @Nullable String soleField() {
    if (nodes.size() == 1
        && nodes.getFirst() instanceof TemplateNode.Action(TemplateNode.Pipe pipe)
        && pipe.variables().isEmpty()
        && pipe.commands().size() == 1
        && pipe.commands().getFirst().operands().size() == 1
        && pipe.commands().getFirst().operands().getFirst()
            instanceof TemplateNode.Operand.Field(List<String> names)
        && names.size() == 1) {
      return names.getFirst();
    }
    return null;
  }

  /// @throws TemplateException if a function fails on the data
  public String execute(TemplateObject data) {
    try {
      return new TemplateRun(name, text, functions, templates, data).run(nodes);
    } catch (TemplateException e) {
      throw new TemplateException("template: " + e.reason());
    }
  }
}
