package io.trivet.core.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The functions that templates of one kind may call, by name: Go's own, and those of the
/// application. Immutable, safe for use from any thread.
public final class TemplateFunctions {
  /// A function that needs more than its arguments.
  public interface InContext {
    /// @param arguments as many as the function was registered for; a value from a pipe comes last
    @Nullable Object call(TemplateContext context, List<@Nullable Object> arguments);
  }

  private record Registered(int min, int max, InContext function) {}

  private final Map<String, Registered> all;

  private TemplateFunctions(Map<String, Registered> all) {
    this.all = Map.copyOf(all);
  }

  /// Go's own functions, to be joined by others.
  public static Builder builder() {
    Builder builder = new Builder();
    BuiltinFunctions.register(builder);
    return builder;
  }

  /// Names of the functions of the application, without Go's own.
  public Set<String> names() {
    Set<String> names = new TreeSet<>(all.keySet());
    names.removeAll(builder().all.keySet());
    return names;
  }

  boolean exists(String name) {
    return all.containsKey(name);
  }

  /// @throws TemplateException if the function fails or does not take these arguments
  @Nullable Object call(TemplateContext context, String name, List<@Nullable Object> arguments) {
    Registered function = all.get(name);
    if (function == null) {
      throw new TemplateException("function \"" + name + "\" not defined");
    }
    int count = arguments.size();
    if (count < function.min() || count > function.max()) {
      throw new TemplateException(
          "wrong number of args for "
              + name
              + ": want "
              + (function.min() == function.max() ? "" : "at least ")
              + function.min()
              + " got "
              + count);
    }
    try {
      return function.function().call(context, arguments);
    } catch (TemplateException e) {
      throw new TemplateException("error calling " + name + ": " + e.reason());
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new TemplateException("error calling " + name + ": " + e.getMessage());
    }
  }

  /// Collects functions; a later one of a name replaces an earlier one.
  public static final class Builder {
    private final Map<String, Registered> all = new HashMap<>();

    private Builder() {}

    /// @param min fewest arguments
    /// @param max most arguments
    public Builder add(String name, int min, int max, TemplateFunction function) {
      return addInContext(name, min, max, (_, arguments) -> function.call(arguments));
    }

    /// @param min fewest arguments
    /// @param max most arguments
    public Builder addInContext(String name, int min, int max, InContext function) {
      all.put(name, new Registered(min, max, function));
      return this;
    }

    public TemplateFunctions build() {
      return new TemplateFunctions(all);
    }
  }
}
