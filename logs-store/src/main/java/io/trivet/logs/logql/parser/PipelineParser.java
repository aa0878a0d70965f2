package io.trivet.logs.logql.parser;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.RegexException;
import io.trivet.core.text.TextRange;
import io.trivet.logs.logql.ast.LabelFilter;
import io.trivet.logs.logql.ast.LogExpr;
import io.trivet.logs.logql.ast.Stage;
import io.trivet.logs.logql.ast.Unwrap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses selectors and the stages behind them.
final class PipelineParser {
  private final TokenReader in;
  private final LabelFilterParser filters;

  PipelineParser(TokenReader in) {
    this.in = in;
    this.filters = new LabelFilterParser(in);
  }

  /// `{a="b", c=~"d"}`
  List<LabelMatcher> selector() {
    in.expectSymbol("{");
    List<LabelMatcher> matchers = new ArrayList<>();
    if (in.acceptSymbol("}")) {
      return matchers;
    }
    if (!in.isNext(Token.Kind.IDENTIFIER)) {
      throw in.unexpected("IDENTIFIER", "}");
    }
    while (true) {
      matchers.add(matcher(in.expect(Token.Kind.IDENTIFIER).text()));
      if (in.acceptSymbol("}")) {
        return matchers;
      }
      if (!in.acceptSymbol(",")) {
        throw in.unexpected("}", ",");
      }
    }
  }

  private LabelMatcher matcher(String name) {
    LabelMatcher.Op op = matchOp(in.peek());
    if (op == null) {
      throw in.unexpected("=", "=~", "!~", "!=");
    }
    in.next();
    return matcher(name, op, in.expect(Token.Kind.STRING).text());
  }

  static LabelMatcher.@Nullable Op matchOp(Token token) {
    if (token.kind() == Token.Kind.SYMBOL) {
      for (LabelMatcher.Op op : LabelMatcher.Op.values()) {
        if (op.text.equals(token.text())) {
          return op;
        }
      }
    }
    return null;
  }

  static LabelMatcher matcher(String name, LabelMatcher.Op op, String value) {
    try {
      return LabelMatcher.of(name, op, value);
    } catch (RegexException e) {
      throw TokenReader.problem("error parsing regexp: " + e.reason());
    }
  }

  /// A selector and all stages that follow, without unwrap.
  LogExpr logExpr() {
    int start = in.peek().at().start();
    List<LabelMatcher> matchers = selector();
    LogExpr expr = new LogExpr(matchers, stages(), in.from(start));
    if (in.acceptSymbol("|")) {
      // Only unwrap is left, which log queries do not have.
      throw in.unexpected();
    }
    return expr;
  }

  /// Stages as long as there are any; stops before `| unwrap`.
  List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    while (true) {
      Token token = in.peek();
      Stage.LineOp op = lineOp(token);
      if (op != null) {
        stages.add(lineFilter(op));
      } else if (token.isSymbol("|") && !in.peekSecond().isKeyword("unwrap")) {
        in.next();
        stages.add(stage());
      } else {
        return stages;
      }
    }
  }

  private static Stage.@Nullable LineOp lineOp(Token token) {
    if (token.kind() == Token.Kind.SYMBOL) {
      for (Stage.LineOp op : Stage.LineOp.values()) {
        if (op.text.equals(token.text())) {
          return op;
        }
      }
    }
    return null;
  }

  private Stage lineFilter(Stage.LineOp op) {
    int start = in.next().at().start();
    List<Stage.LineOperand> operands = new ArrayList<>();
    do {
      if (in.isNext(Token.Kind.STRING)) {
        operands.add(new Stage.LineOperand(in.next().text(), false));
      } else if (in.peek().isFunction("ip")) {
        in.next();
        in.expectSymbol("(");
        operands.add(new Stage.LineOperand(in.expect(Token.Kind.STRING).text(), true));
        in.expectSymbol(")");
      } else {
        throw in.unexpected("STRING", "ip");
      }
    } while (in.acceptKeyword("or"));
    return new Stage.LineFilter(op, operands, in.from(start));
  }

  private Stage stage() {
    Token token = in.peek();
    int start = token.at().start();
    if (token.kind() != Token.Kind.KEYWORD) {
      if (token.kind() != Token.Kind.IDENTIFIER && !token.isSymbol("(")) {
        throw in.unexpected();
      }
      LabelFilter filter = filters.filter();
      return new Stage.FilterLabels(filter, in.from(start));
    }
    return switch (token.text()) {
      case "json" -> {
        in.next();
        yield new Stage.Json(extractions(), in.from(start));
      }
      case "logfmt" -> {
        in.next();
        yield logfmt(start);
      }
      case "regexp" -> {
        in.next();
        String pattern = in.expect(Token.Kind.STRING).text();
        yield new Stage.Regexp(pattern, in.from(start));
      }
      case "pattern" -> {
        in.next();
        String pattern = in.expect(Token.Kind.STRING).text();
        yield new Stage.Pattern(pattern, in.from(start));
      }
      case "unpack" -> new Stage.Unpack(in.next().at());
      case "decolorize" -> new Stage.Decolorize(in.next().at());
      case "line_format" -> {
        in.next();
        String template = in.expect(Token.Kind.STRING).text();
        yield new Stage.LineFormat(template, in.from(start));
      }
      case "label_format" -> {
        in.next();
        yield labelFormat(start);
      }
      case "drop" -> {
        in.next();
        yield new Stage.Drop(namedLabels(), in.from(start));
      }
      case "keep" -> {
        in.next();
        yield new Stage.Keep(namedLabels(), in.from(start));
      }
      default -> throw in.unexpected();
    };
  }

  private Stage logfmt(int start) {
    boolean strict = false;
    boolean keepEmpty = false;
    while (in.isNext(Token.Kind.FLAG)) {
      if (in.next().text().equals("--strict")) {
        strict = true;
      } else {
        keepEmpty = true;
      }
    }
    return new Stage.Logfmt(strict, keepEmpty, extractions(), in.from(start));
  }

  private List<Stage.Extraction> extractions() {
    List<Stage.Extraction> list = new ArrayList<>();
    if (!in.isNext(Token.Kind.IDENTIFIER)) {
      return list;
    }
    do {
      String label = in.expect(Token.Kind.IDENTIFIER).text();
      String expression = label;
      if (in.acceptSymbol("=")) {
        expression = in.expect(Token.Kind.STRING).text();
      }
      list.add(new Stage.Extraction(label, expression));
    } while (in.acceptSymbol(","));
    return list;
  }

  private Stage labelFormat(int start) {
    List<Stage.Assignment> list = new ArrayList<>();
    do {
      String label = in.expect(Token.Kind.IDENTIFIER).text();
      in.expectSymbol("=");
      if (!in.isNext(Token.Kind.IDENTIFIER) && !in.isNext(Token.Kind.STRING)) {
        throw in.unexpected("IDENTIFIER", "STRING");
      }
      Token value = in.next();
      boolean rename = value.kind() == Token.Kind.IDENTIFIER;
      list.add(new Stage.Assignment(label, value.text(), rename));
    } while (in.acceptSymbol(","));
    return new Stage.LabelFormat(list, in.from(start));
  }

  private List<Stage.NamedLabel> namedLabels() {
    List<Stage.NamedLabel> list = new ArrayList<>();
    do {
      String label = in.expect(Token.Kind.IDENTIFIER).text();
      boolean condition = matchOp(in.peek()) != null;
      list.add(new Stage.NamedLabel(label, condition ? matcher(label) : null));
    } while (in.acceptSymbol(","));
    return list;
  }

  /// `| unwrap duration(x) | y="z"`, standing before the bar.
  Unwrap unwrap() {
    int start = in.peek().at().start();
    in.expectSymbol("|");
    in.next();
    Unwrap.Conversion conversion = Unwrap.Conversion.NUMBER;
    String label;
    Token token = in.peek();
    if (token.kind() == Token.Kind.FUNCTION) {
      conversion = conversion(token);
      in.next();
      in.expectSymbol("(");
      label = in.expect(Token.Kind.IDENTIFIER).text();
      in.expectSymbol(")");
    } else {
      label = in.expect(Token.Kind.IDENTIFIER).text();
    }
    List<LabelFilter> after = new ArrayList<>();
    while (in.acceptSymbol("|")) {
      if (!in.isNext(Token.Kind.IDENTIFIER) && !in.peek().isSymbol("(")) {
        throw in.unexpected("IDENTIFIER", "(");
      }
      after.add(filters.filter());
    }
    TextRange at = in.from(start);
    return new Unwrap(label, conversion, after, at);
  }

  private Unwrap.Conversion conversion(Token token) {
    for (Unwrap.Conversion conversion : Unwrap.Conversion.values()) {
      if (conversion.function.equals(token.text())) {
        return conversion;
      }
    }
    throw in.unexpected();
  }
}
