package io.trivet.core.template;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One execution of a template.
final class TemplateRun implements TemplateContext {
  private static final int MAX_OUTPUT = 1 << 20;
  private static final int MAX_STEPS = 100_000;
  private static final int MAX_CALLS = 100;

  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private record Variable(String name, @Nullable Object value) {}

  private final String name;
  private final String text;
  private final Map<String, List<TemplateNode>> templates;
  private final TemplateFunctions functions;
  private final TemplateObject root;
  private final StringBuilder out = new StringBuilder();
  private final List<Variable> variables = new ArrayList<>();
  private int steps;
  private int calls;

  /// Name of the template that runs: this one or one defined in it.
  private String running;

  TemplateRun(
      String name,
      String text,
      TemplateFunctions functions,
      Map<String, List<TemplateNode>> templates,
      TemplateObject root) {
    this.name = name;
    this.running = name;
    this.text = text;
    this.functions = functions;
    this.templates = templates;
    this.root = root;
  }

  @Override
  public TemplateObject root() {
    return root;
  }

  String run(List<TemplateNode> nodes) {
    variables.add(new Variable("$", root));
    walk(nodes, root);
    return out.toString();
  }

  private void emit(String text) {
    if (out.length() + text.length() > MAX_OUTPUT) {
      throw new TemplateException("output is larger than " + MAX_OUTPUT + " characters");
    }
    out.append(text);
  }

  private Flow walk(List<TemplateNode> nodes, @Nullable Object dot) {
    for (TemplateNode node : nodes) {
      if (++steps > MAX_STEPS) {
        throw new TemplateException("template takes more than " + MAX_STEPS + " steps");
      }
      Flow flow = one(node, dot);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow one(TemplateNode node, @Nullable Object dot) {
    switch (node) {
      case TemplateNode.Text(String text) -> emit(text);
      case TemplateNode.Action(TemplateNode.Pipe pipe) -> {
        Object value = pipe(pipe, dot);
        if (pipe.variables().isEmpty()) {
          emit(GoText.print(value));
        }
      }
      case TemplateNode.If(var pipe, var then, var otherwise) -> {
        int scope = variables.size();
        Flow flow = walk(GoText.isTrue(pipe(pipe, dot)) ? then : otherwise, dot);
        truncate(scope);
        return flow;
      }
      case TemplateNode.With(var pipe, var then, var otherwise) -> {
        int scope = variables.size();
        Object value = pipe(pipe, dot);
        Flow flow = GoText.isTrue(value) ? walk(then, value) : walk(otherwise, dot);
        truncate(scope);
        return flow;
      }
      case TemplateNode.Range range -> range(range, dot);
      case TemplateNode.Call(String name, var pipe) ->
          call(name, pipe == null ? null : pipe(pipe, dot));
      case TemplateNode.Break() -> {
        return Flow.BREAK;
      }
      case TemplateNode.Continue() -> {
        return Flow.CONTINUE;
      }
    }
    return Flow.NEXT;
  }

  private void truncate(int scope) {
    while (variables.size() > scope) {
      variables.removeLast();
    }
  }

  private void call(String name, @Nullable Object value) {
    List<TemplateNode> body = templates.get(name);
    if (body == null) {
      throw new TemplateException("template \"" + name + "\" not defined");
    }
    if (++calls > MAX_CALLS) {
      throw new TemplateException("exceeded maximum template depth (" + MAX_CALLS + ")");
    }
    List<Variable> outer = new ArrayList<>(variables);
    variables.clear();
    variables.add(new Variable("$", value));
    String caller = running;
    running = name;
    walk(body, value);
    running = caller;
    variables.clear();
    variables.addAll(outer);
    calls--;
  }

  private void range(TemplateNode.Range range, @Nullable Object dot) {
    Object value = evaluate(range.pipe(), dot);
    List<@Nullable Object> keys = new ArrayList<>();
    List<@Nullable Object> items = new ArrayList<>();
    value = plain(value);
    if (value instanceof Map<?, ?> map) {
      new TreeMap<>(map)
          .forEach((k, v) -> {
            keys.add(k);
            items.add(v);
          });
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        keys.add((long) i);
        items.add(list.get(i));
      }
    } else if (value instanceof Long count) {
      if (range.pipe().variables().size() > 1) {
        throw located(
            new TemplateException("can't use " + count + " to iterate over more than one variable"),
            range.pipe().commands().getLast());
      }
      for (long i = 0; i < Math.min(count, MAX_STEPS + 1); i++) {
        keys.add(i);
        items.add(i);
      }
    } else if (value != null) {
      throw located(
          new TemplateException("range can't iterate over " + GoText.print(value)),
          range.pipe().commands().getLast());
    }
    int scope = variables.size();
    List<String> names = range.pipe().variables();
    for (int i = 0; i < items.size(); i++) {
      if (names.size() == 1) {
        assign(names.getFirst(), items.get(i), range.pipe().declares());
      } else if (names.size() == 2) {
        assign(names.getFirst(), keys.get(i), range.pipe().declares());
        assign(names.getLast(), items.get(i), range.pipe().declares());
      }
      Flow flow = walk(range.body(), items.get(i));
      truncate(scope);
      if (flow == Flow.BREAK) {
        break;
      }
    }
    if (items.isEmpty()) {
      walk(range.otherwise(), dot);
    }
  }

  private void assign(String name, @Nullable Object value, boolean declare) {
    if (declare) {
      variables.add(new Variable(name, value));
      return;
    }
    for (int i = variables.size() - 1; i >= 0; i--) {
      if (variables.get(i).name().equals(name)) {
        variables.set(i, new Variable(name, value));
        return;
      }
    }
    throw new TemplateException("undefined variable: " + name);
  }

  private @Nullable Object pipe(TemplateNode.Pipe pipe, @Nullable Object dot) {
    Object value = evaluate(pipe, dot);
    for (String name : pipe.variables()) {
      assign(name, value, pipe.declares());
    }
    return value;
  }

  private @Nullable Object evaluate(TemplateNode.Pipe pipe, @Nullable Object dot) {
    Object value = null;
    boolean first = true;
    for (TemplateNode.Command command : pipe.commands()) {
      value = command(command, dot, first, value);
      first = false;
    }
    return value;
  }

  private @Nullable Object command(
      TemplateNode.Command command, @Nullable Object dot, boolean first, @Nullable Object piped) {
    try {
      return run(command.operands(), dot, first, piped);
    } catch (TemplateException e) {
      throw located(e, command);
    }
  }

  private TemplateException located(TemplateException e, TemplateNode.Command command) {
    String before = text.substring(0, command.offset());
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = before.length() - 1 - before.lastIndexOf('\n');
    return e.at(name, running, line, column, command.source());
  }

  private @Nullable Object run(
      List<TemplateNode.Operand> operands,
      @Nullable Object dot,
      boolean first,
      @Nullable Object piped) {
    if (operands.getFirst() instanceof TemplateNode.Operand.Function(String name, var names)
        && names.isEmpty()) {
      if (name.equals("and") || name.equals("or")) {
        return shortCircuit(name, operands, dot, first, piped);
      }
      List<@Nullable Object> arguments = new ArrayList<>();
      for (TemplateNode.Operand operand : operands.subList(1, operands.size())) {
        arguments.add(operand(operand, dot));
      }
      if (!first) {
        arguments.add(piped);
      }
      return call(name, arguments);
    }
    if (operands.size() > 1 || !first) {
      Object result = method(operands, dot, first, piped);
      if (result != null) {
        return result;
      }
      throw new TemplateException(
          "can't give argument to non-function " + describe(operands.getFirst()));
    }
    if (operands.getFirst() instanceof TemplateNode.Operand.Constant(Object value)
        && value == null) {
      throw new TemplateException("nil is not a command");
    }
    return operand(operands.getFirst(), dot);
  }

  /// A method of a time with arguments: `(now).Format "15:04"`; null for anything else.
  private @Nullable Object method(
      List<TemplateNode.Operand> operands,
      @Nullable Object dot,
      boolean first,
      @Nullable Object piped) {
    TemplateNode.Operand head = operands.getFirst();
    List<String> names =
        switch (head) {
          case TemplateNode.Operand.Function(_, var chain) -> chain;
          case TemplateNode.Operand.Nested(_, var chain) -> chain;
          case TemplateNode.Operand.Variable(_, var chain) -> chain;
          case TemplateNode.Operand.Field(var chain) -> chain;
          case TemplateNode.Operand.Dot _, TemplateNode.Operand.Constant _ -> List.of();
        };
    if (names.isEmpty()) {
      return null;
    }
    List<String> before = names.subList(0, names.size() - 1);
    Object receiver =
        switch (head) {
          case TemplateNode.Operand.Function(String function, _) ->
              fields(call(function, new ArrayList<>()), before);
          case TemplateNode.Operand.Nested(TemplateNode.Pipe pipe, _) ->
              fields(pipe(pipe, dot), before);
          case TemplateNode.Operand.Variable(String variable, _) ->
              fields(variable(variable), before);
          case TemplateNode.Operand.Field _ -> fields(dot, before);
          case TemplateNode.Operand.Dot _, TemplateNode.Operand.Constant _ -> null;
        };
    if (!(receiver instanceof ZonedDateTime time)) {
      return null;
    }
    List<@Nullable Object> arguments = new ArrayList<>();
    for (TemplateNode.Operand operand : operands.subList(1, operands.size())) {
      arguments.add(operand(operand, dot));
    }
    if (!first) {
      arguments.add(piped);
    }
    return TimeMethods.call(time, names.getLast(), arguments);
  }

  private static String describe(TemplateNode.Operand operand) {
    return operand instanceof TemplateNode.Operand.Field(List<String> names)
        ? "." + String.join(".", names)
        : "operand";
  }

  private @Nullable Object shortCircuit(
      String name,
      List<TemplateNode.Operand> operands,
      @Nullable Object dot,
      boolean first,
      @Nullable Object piped) {
    Object value = null;
    for (TemplateNode.Operand operand : operands.subList(1, operands.size())) {
      value = operand(operand, dot);
      if (GoText.isTrue(value) == name.equals("or")) {
        return value;
      }
    }
    if (!first) {
      return piped;
    }
    if (operands.size() == 1) {
      throw new TemplateException("wrong number of args for " + name + ": want at least 1 got 0");
    }
    return value;
  }

  private @Nullable Object call(String name, List<@Nullable Object> arguments) {
    if (name.equals("index")
        && !arguments.isEmpty()
        && arguments.getFirst() instanceof TemplateObject object
        && (arguments.size() < 2 || arguments.get(1) instanceof String)) {
      // Objects know what a missing field is worth; the maps they give away do not.
      Object value = arguments.size() < 2 ? object : object.field(GoText.string(arguments.get(1)));
      return arguments.size() <= 2
          ? value
          : functions.call(this, name, concat(value, arguments.subList(2, arguments.size())));
    }
    List<@Nullable Object> plain = new ArrayList<>();
    for (Object argument : arguments) {
      plain.add(plain(argument));
    }
    return bounded(functions.call(this, name, plain));
  }

  private static @Nullable Object bounded(@Nullable Object value) {
    if (value instanceof String text && text.length() > MAX_OUTPUT) {
      throw new TemplateException("a text is larger than " + MAX_OUTPUT + " characters");
    }
    return value;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    Map<String, ?> map = value instanceof TemplateObject object ? object.asMap() : null;
    return map == null ? value : new TreeMap<String, Object>(map);
  }

  private static List<@Nullable Object> concat(
      @Nullable Object first, List<@Nullable Object> rest) {
    List<@Nullable Object> all = new ArrayList<>();
    all.add(first);
    all.addAll(rest);
    return all;
  }

  private @Nullable Object operand(TemplateNode.Operand operand, @Nullable Object dot) {
    return switch (operand) {
      case TemplateNode.Operand.Dot() -> dot;
      case TemplateNode.Operand.Constant(Object value) -> value;
      case TemplateNode.Operand.Field(List<String> names) -> fields(dot, names);
      case TemplateNode.Operand.Variable(String name, List<String> names) ->
          fields(variable(name), names);
      case TemplateNode.Operand.Function(String function, List<String> names) ->
          fields(call(function, new ArrayList<>()), names);
      case TemplateNode.Operand.Nested(TemplateNode.Pipe pipe, List<String> names) ->
          fields(pipe(pipe, dot), names);
    };
  }

  private @Nullable Object variable(String name) {
    for (int i = variables.size() - 1; i >= 0; i--) {
      if (variables.get(i).name().equals(name)) {
        return variables.get(i).value();
      }
    }
    throw new TemplateException("undefined variable: " + name);
  }

  private @Nullable Object fields(@Nullable Object value, List<String> names) {
    Object at = value;
    for (String name : names) {
      at = field(at, name);
    }
    return at;
  }

  private @Nullable Object field(@Nullable Object value, String name) {
    if (value instanceof TemplateObject object) {
      return object.field(name);
    }
    if (value instanceof Map<?, ?> map) {
      return map.get(name);
    }
    if (value instanceof ZonedDateTime time) {
      Object result = TimeMethods.call(time, name, List.of());
      if (result != null) {
        return result;
      }
    }
    if (value == null) {
      throw new TemplateException("nil pointer evaluating interface {}." + name);
    }
    throw new TemplateException(
        "can't evaluate field " + name + " in type " + GoText.typeName(value));
  }
}
