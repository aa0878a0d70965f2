package io.trivet.logs.logql.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All functions of templates by name.
final class Functions {
  private record Registered(int min, int max, TemplateFunction function) {}

  private static final Map<String, Registered> ALL = new HashMap<>();

  static {
    // These two see the entry and are answered by TemplateRun.
    add("__line__", 0, 0, _ -> null);
    add("__timestamp__", 0, 0, _ -> null);
    add("and", 1, 1000, List::getLast);
    add("or", 1, 1000, List::getLast);
    BuiltinFunctions.register();
    TextFunctions.register();
    NumberFunctions.register();
    TimeFunctions.register();
  }

  private Functions() {}

  static void add(String name, int min, int max, TemplateFunction function) {
    ALL.put(name, new Registered(min, max, function));
  }

  static boolean exists(String name) {
    return ALL.containsKey(name);
  }

  /// @throws TemplateException if the function fails or does not take these arguments
  static @Nullable Object call(String name, List<@Nullable Object> arguments) {
    Registered function = ALL.get(name);
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
      return function.function().call(arguments);
    } catch (TemplateException e) {
      throw new TemplateException("error calling " + name + ": " + e.reason());
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new TemplateException("error calling " + name + ": " + e.getMessage());
    }
  }
}
