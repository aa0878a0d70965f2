package io.trivet.core.template;

/// The running template, as functions see it that need more than their arguments.
public interface TemplateContext {
  /// What the template was executed with.
  TemplateObject root();
}
