package io.trivet.core.template;

import io.trivet.core.template.TemplateLexer.Kind;
import io.trivet.core.template.TemplateLexer.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parses templates by recursive descent.
final class TemplateParser {
  private static final int MAX_DEPTH = 100;

  private final String text;
  private final TemplateFunctions functions;
  private final List<Token> tokens;
  private final Map<String, List<TemplateNode>> templates = new HashMap<>();
  private final Set<String> fields = new HashSet<>();
  private final List<String> variables = new ArrayList<>(List.of("$"));
  private boolean wholeDot;
  private int at;
  private int depth;
  private int loops;

  /// How a list of nodes ended.
  private enum Ending {
    END_OF_TEXT,
    END,
    ELSE
  }

  private Ending ending = Ending.END_OF_TEXT;

  TemplateParser(String text, TemplateFunctions functions) {
    this.text = text;
    this.functions = functions;
    this.tokens = TemplateLexer.tokens(text);
  }

  List<TemplateNode> parse() {
    List<TemplateNode> nodes = list();
    if (ending != Ending.END_OF_TEXT) {
      throw new TemplateException("unexpected {{" + (ending == Ending.END ? "end" : "else") + "}}");
    }
    return nodes;
  }

  /// Templates defined inside this one, by name.
  Map<String, List<TemplateNode>> templates() {
    return templates;
  }

  /// Names of labels the template reads; null if it may read any.
  @Nullable Set<String> fields() {
    return wholeDot ? null : fields;
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  private void skipSpace() {
    while (peek().kind() == Kind.SPACE) {
      at++;
    }
  }

  private List<TemplateNode> list() {
    if (++depth > MAX_DEPTH) {
      throw new TemplateException("template is nested too deeply");
    }
    List<TemplateNode> nodes = new ArrayList<>();
    while (true) {
      Token token = next();
      if (token.kind() == Kind.END) {
        ending = Ending.END_OF_TEXT;
        break;
      }
      if (token.kind() == Kind.TEXT) {
        nodes.add(new TemplateNode.Text(token.text()));
        continue;
      }
      skipSpace();
      Token first = peek();
      if (first.isWord("end")) {
        next();
        close("end");
        ending = Ending.END;
        break;
      }
      if (first.isWord("else")) {
        next();
        skipSpace();
        ending = Ending.ELSE;
        break;
      }
      action(first, nodes);
    }
    depth--;
    return nodes;
  }

  private void close(String where) {
    skipSpace();
    Token token = next();
    if (token.kind() != Kind.CLOSE) {
      throw new TemplateException("unexpected \"" + token.text() + "\" in " + where);
    }
  }

  private void action(Token first, List<TemplateNode> nodes) {
    int scope = variables.size();
    switch (first.kind() == Kind.WORD ? first.text() : "") {
      case "if", "with", "range" -> {
        next();
        nodes.add(control(first.text()));
        truncate(scope);
      }
      case "define" -> {
        if (depth > 1) {
          throw new TemplateException("unexpected <define> in command");
        }
        next();
        define(nameAndClose("define"));
      }
      case "template" -> {
        next();
        String name = name("template clause");
        TemplateNode.Pipe pipe = peekIsClose() ? null : pipe("template clause");
        close("template clause");
        nodes.add(new TemplateNode.Call(name, pipe));
      }
      case "block" -> {
        next();
        String name = name("block clause");
        TemplateNode.Pipe pipe = pipe("block clause");
        close("block clause");
        define(name);
        nodes.add(new TemplateNode.Call(name, pipe));
      }
      case "break", "continue" -> {
        next();
        close(first.text());
        if (loops == 0) {
          throw new TemplateException("{{" + first.text() + "}} outside {{range}}");
        }
        nodes.add(
            first.text().equals("break") ? new TemplateNode.Break() : new TemplateNode.Continue());
      }
      default -> {
        TemplateNode.Pipe pipe = pipe("command");
        close("command");
        nodes.add(new TemplateNode.Action(pipe));
      }
    }
  }

  private void truncate(int scope) {
    while (variables.size() > scope) {
      variables.removeLast();
    }
  }

  private boolean peekIsClose() {
    skipSpace();
    return peek().kind() == Kind.CLOSE;
  }

  private String name(String where) {
    skipSpace();
    Token token = next();
    if (token.kind() != Kind.STRING) {
      throw new TemplateException("unexpected \"" + token.text() + "\" in " + where);
    }
    return token.text();
  }

  private String nameAndClose(String where) {
    String name = name(where + " clause");
    close(where + " clause");
    return name;
  }

  private void define(String name) {
    int scope = variables.size();
    List<TemplateNode> body = list();
    truncate(scope);
    if (ending != Ending.END) {
      throw new TemplateException("unexpected EOF");
    }
    templates.put(name, body);
  }

  private TemplateNode control(String kind) {
    TemplateNode.Pipe pipe = pipe(kind);
    close(kind);
    boolean loop = kind.equals("range");
    loops += loop ? 1 : 0;
    List<TemplateNode> then = list();
    loops -= loop ? 1 : 0;
    List<TemplateNode> otherwise = List.of();
    if (ending == Ending.ELSE) {
      Token token = peek();
      if (!loop && (token.isWord("if") || token.isWord("with"))) {
        next();
        otherwise = List.of(control(token.text()));
        return build(kind, pipe, then, otherwise);
      }
      close("else");
      otherwise = list();
    }
    if (ending != Ending.END) {
      throw new TemplateException(
          ending == Ending.ELSE ? "expected end; found {{else}}" : "unexpected EOF");
    }
    return build(kind, pipe, then, otherwise);
  }

  private static TemplateNode build(
      String kind, TemplateNode.Pipe pipe, List<TemplateNode> then, List<TemplateNode> otherwise) {
    return switch (kind) {
      case "if" -> new TemplateNode.If(pipe, then, otherwise);
      case "with" -> new TemplateNode.With(pipe, then, otherwise);
      default -> new TemplateNode.Range(pipe, then, otherwise);
    };
  }

  private TemplateNode.Pipe pipe(String where) {
    if (++depth > MAX_DEPTH) {
      throw new TemplateException("template is nested too deeply");
    }
    List<String> set = new ArrayList<>();
    boolean declares = declarations(set, where.equals("range"));
    List<TemplateNode.Command> commands = new ArrayList<>();
    while (true) {
      TemplateNode.Command command = command();
      if (command.operands().isEmpty()) {
        throw new TemplateException("missing value for " + where);
      }
      boolean constant = !(command.operands().getFirst() instanceof TemplateNode.Operand.Function);
      boolean callable =
          command.operands().getFirst() instanceof TemplateNode.Operand.Field
              || command.operands().getFirst() instanceof TemplateNode.Operand.Nested
              || command.operands().getFirst() instanceof TemplateNode.Operand.Variable;
      if (!commands.isEmpty() && constant && !callable) {
        throw new TemplateException(
            "non executable command in pipeline stage " + (commands.size() + 1));
      }
      commands.add(command);
      skipSpace();
      if (!peek().is("|")) {
        break;
      }
      next();
    }
    if (declares) {
      variables.addAll(set);
    }
    depth--;
    return new TemplateNode.Pipe(set, declares, commands);
  }

  /// Reads `$x :=`, `$x =` or `$i, $x :=`; returns whether variables are declared.
  private boolean declarations(List<String> set, boolean range) {
    int start = at;
    skipSpace();
    while (peek().kind() == Kind.VARIABLE) {
      set.add(next().text());
      skipSpace();
      if (peek().is(":=") || peek().is("=")) {
        return next().text().equals(":=");
      }
      if (!peek().is(",") || !range) {
        break;
      }
      next();
      skipSpace();
    }
    set.clear();
    at = start;
    return false;
  }

  private TemplateNode.Command command() {
    List<TemplateNode.Operand> operands = new ArrayList<>();
    skipSpace();
    int start = peek().start();
    int end = start;
    int place = start;
    while (true) {
      skipSpace();
      Token token = peek();
      if (token.kind() == Kind.CLOSE
          || token.is(")")
          || token.is("|")
          || token.kind() == Kind.END) {
        return new TemplateNode.Command(operands, place, text.substring(start, end));
      }
      operands.add(operand());
      if (peek().kind() == Kind.NUMBER) {
        throw new TemplateException("unexpected \"" + peek().text() + "\" in operand");
      }
      end = tokens.get(at - 1).end();
      boolean chained = operands.size() == 1 && token.kind() == Kind.FIELD && end > token.end();
      place = chained ? token.end() : start;
    }
  }

  private TemplateNode.Operand operand() {
    Token token = next();
    return switch (token.kind()) {
      case DOT -> {
        wholeDot = true;
        yield new TemplateNode.Operand.Dot();
      }
      case FIELD -> {
        List<String> names = new ArrayList<>(List.of(token.text().substring(1)));
        chain(names);
        fields.add(names.getFirst());
        yield new TemplateNode.Operand.Field(names);
      }
      case VARIABLE -> {
        if (!variables.contains(token.text())) {
          throw new TemplateException("undefined variable \"" + token.text() + "\"");
        }
        wholeDot |= token.text().equals("$");
        yield new TemplateNode.Operand.Variable(token.text(), chain(new ArrayList<>()));
      }
      case STRING -> new TemplateNode.Operand.Constant(token.text());
      case CHARACTER -> new TemplateNode.Operand.Constant((long) token.text().codePointAt(0));
      case NUMBER -> new TemplateNode.Operand.Constant(GoText.number(token.text()));
      case WORD -> word(token.text(), chain(new ArrayList<>()));
      case SYMBOL -> {
        if (!token.is("(")) {
          throw new TemplateException("unexpected \"" + token.text() + "\" in operand");
        }
        TemplateNode.Pipe pipe = pipe("parenthesized pipeline");
        skipSpace();
        if (!next().is(")")) {
          throw new TemplateException("unclosed left paren");
        }
        yield new TemplateNode.Operand.Nested(pipe, chain(new ArrayList<>()));
      }
      case TEXT, OPEN, CLOSE, SPACE, END ->
          throw new TemplateException("unexpected \"" + token.text() + "\" in operand");
    };
  }

  private List<String> chain(List<String> names) {
    while (peek().kind() == Kind.FIELD) {
      names.add(next().text().substring(1));
    }
    return names;
  }

  private TemplateNode.Operand word(String word, List<String> names) {
    return switch (word) {
      case "true" -> new TemplateNode.Operand.Constant(true);
      case "false" -> new TemplateNode.Operand.Constant(false);
      case "nil" -> new TemplateNode.Operand.Constant(null);
      default -> {
        if (!functions.exists(word)) {
          throw new TemplateException("function \"" + word + "\" not defined");
        }
        yield new TemplateNode.Operand.Function(word, names);
      }
    };
  }
}
