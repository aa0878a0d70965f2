package io.trivet.core.template;

import org.jspecify.annotations.Nullable;

/// The running template, as functions see it that need more than their arguments.
public interface TemplateContext {
  /// What the template was executed with.
  TemplateObject root();

  /// Output of a template that is defined in the running one.
  ///
  /// @throws TemplateException if there is none of this name, or it fails
  String render(String template, @Nullable Object dot);
}
