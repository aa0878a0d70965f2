package io.trivet.core.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value of a template with fields. Its `toString` is what printing it gives.
public interface TemplateObject {
  /// Value of a field.
  ///
  /// @throws TemplateException if there is no such field
  @Nullable Object field(String name);

  /// The fields as a map, for those objects which are maps to a template: it can iterate over them
  /// and give them to functions; null for the others.
  @Nullable Map<String, ?> asMap();
}
