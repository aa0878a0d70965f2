package io.trivet.core.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tree of a template.
sealed interface TemplateNode {
  record Text(String text) implements TemplateNode {}

  record Action(Pipe pipe) implements TemplateNode {}

  record If(Pipe pipe, List<TemplateNode> then, List<TemplateNode> otherwise)
      implements TemplateNode {}

  record With(Pipe pipe, List<TemplateNode> then, List<TemplateNode> otherwise)
      implements TemplateNode {}

  record Range(Pipe pipe, List<TemplateNode> body, List<TemplateNode> otherwise)
      implements TemplateNode {}

  record Call(String name, @Nullable Pipe pipe) implements TemplateNode {}

  record Break() implements TemplateNode {}

  record Continue() implements TemplateNode {}

  /// `$x := a | b`
  ///
  /// @param variables those set, with their `$`
  /// @param declares whether they are new ones
  record Pipe(List<String> variables, boolean declares, List<Command> commands) {}

  /// An operand or function with its arguments.
  ///
  /// @param offset where it stands in the template
  /// @param source its text
  record Command(List<Operand> operands, int offset, String source) {}

  /// What a command is made of.
  sealed interface Operand {
    record Dot() implements Operand {}

    record Constant(@Nullable Object value) implements Operand {}

    /// `.a.b`
    record Field(List<String> names) implements Operand {}

    /// `$x.a`
    record Variable(String name, List<String> names) implements Operand {}

    /// `name`, or `name.a` for a field of what it gives
    record Function(String name, List<String> names) implements Operand {}

    /// `(...).a`
    record Nested(Pipe pipe, List<String> names) implements Operand {}
  }
}
