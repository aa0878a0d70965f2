package io.trivet.core.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function of templates.
public interface TemplateFunction {
  /// @param arguments as many as the function was registered for; a value from a pipe comes last
  @Nullable Object call(List<@Nullable Object> arguments);
}
