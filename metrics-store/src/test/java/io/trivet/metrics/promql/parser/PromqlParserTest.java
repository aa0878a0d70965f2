package io.trivet.metrics.promql.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.error.TrivetException;
import io.trivet.core.text.QueryParseException;
import io.trivet.metrics.promql.ast.Expr;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PromqlParserTest {
  private static void assertPrints(String query, String printed) {
    assertThat(PromqlPrinter.print(PromqlParser.parse(query))).isEqualTo(printed);
    assertThat(PromqlPrinter.print(PromqlParser.parse(printed))).isEqualTo(printed);
  }

  @Test
  void prints_the_canonical_text() {
    assertPrints("sum(x)by(a,b,)", "sum by (a, b) (x)");
    assertPrints("x{b='c',a!='d'}[90m]offset-1m", "x{a!=\"d\",b=\"c\"}[1h30m] offset -1m");
    assertPrints("{\"a.b\",'c d'='e'}", "{\"c d\"=\"e\",__name__=\"a.b\"}");
    assertPrints("-1^2", "-1 ^ 2");
    assertPrints("x @ end() offset 5m", "x @ end() offset 5m");
    assertPrints(
        "a + on(b) group_left(c) fill_right(0) d", "a + on (b) group_left (c) fill_right (0) d");
    assertPrints("rate(x[step() * 2])", "rate(x[step() * 2])");
  }

  @Test
  void points_at_the_place_of_an_error() {
    assertThatThrownBy(() -> PromqlParser.parse("up\n+\n\n}"))
        .hasMessage("4:1: parse error: unexpected character: '}'");
    assertThatThrownBy(() -> PromqlParser.parse("sum(up[5m])"))
        .hasMessage(
            "1:5: parse error: expected type instant vector in aggregation expression, got range"
                + " vector");
    assertThatThrownBy(() -> PromqlParser.parse("{\"\u00fc\"=\"x\"} \u00fc"))
        .hasMessageStartingWith("1:12: parse error: unexpected character");
  }

  @Test
  void deep_and_long_queries_are_refused_without_overflowing_a_small_stack() throws Exception {
    String[] hostile = {
      "(".repeat(100_000),
      "-".repeat(100_000) + "x",
      "a" + " or a".repeat(50_000),
      "2" + "^2".repeat(50_000),
      "abs(".repeat(50_000) + "x",
      "x" + "[1m:]".repeat(10_000),
      "x[" + "(".repeat(50_000),
      "x[1m" + "+1m".repeat(50_000) + "]",
      "x[" + "-".repeat(50_000) + "1m]",
      "x offset " + "-".repeat(50_000) + "1m",
      "sum by (" + "a,".repeat(100_000) + ") (x)",
    };
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              for (String query : hostile) {
                try {
                  PromqlParser.parse(query);
                  failure.set(new AssertionError("accepted " + query.substring(0, 20)));
                } catch (QueryParseException e) {
                  assertThat(e.problem()).startsWith("parse error: ");
                } catch (Throwable e) {
                  failure.set(e);
                }
              }
            },
            "small stack",
            512 * 1024);
    thread.start();
    thread.join();
    assertThat(failure.get()).isNull();
  }

  @Test
  void random_texts_give_an_expression_or_an_error_with_a_place() {
    long seed = Long.getLong("seed", 20_260_801L);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String[] pieces = {
      "sum",
      "by",
      "(",
      ")",
      "{",
      "}",
      "[",
      "]",
      "a",
      "b",
      "=",
      "=~",
      "\"x\"",
      "'",
      "5m",
      "1",
      ":",
      "offset",
      "@",
      "start()",
      ",",
      "+",
      "-",
      "*",
      "^",
      "on",
      "group_left",
      "bool",
      "==",
      "or",
      "rate",
      "step()",
      "fill",
      "\\",
      "smoothed",
      " ",
      "\n",
      "#",
      "\u00e9",
      "0x",
      "1e",
      "."
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder query = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        query.append(pieces[random.nextInt(pieces.length)]).append(random.nextBoolean() ? " " : "");
      }
      String text = query.toString();
      try {
        String printed = PromqlPrinter.print(PromqlParser.parse(text));
        assertThat(PromqlPrinter.print(PromqlParser.parse(printed))).as(text).isEqualTo(printed);
      } catch (QueryParseException e) {
        assertThat(e.at().end()).as(text).isLessThanOrEqualTo(text.length() + 1);
      } catch (TrivetException e) {
        assertThat(e).as(text).hasMessage(NO_EXPRESSION);
      }
    }
  }

  @Test
  void tells_of_the_error_that_stands_first_for_prometheus() {
    assertError("", NO_EXPRESSION);
    assertError("# nothing", "1:1: parse error: no expression found in input");
    assertError("a or on (b, NaN) c", "1:13: parse error: unexpected number");
    assertError("foo =~ bar", "1:5: parse error: unexpected character after '=': '~'");
    assertError("nope(x[5m)", "1:10: parse error: unexpected");
    assertError("nope(x{a!=}) ~", "1:11: parse error: unexpected");
    assertError("nope(x) ~", "1:1: parse error: unknown function with name \"nope\"");
    assertError("clamp(x,, 1)", "1:8: parse error: trailing commas");
    assertError("topk(1, @x)", "1:7: parse error: trailing commas");
    assertError("f(1,", "1:5: parse error: unclosed left parenthesis");
    assertError("x[range():1m]", "1:11: parse error: unexpected colon before duration");
    assertError("x[max_of1m, 2m)]", "1:9: parse error: unexpected");
    assertError("x[0x1e", "1:3: parse error: bad number or duration syntax");
    assertError("x offset 0x1e", "1:10: parse error: bad number or duration syntax");
    assertError("x[5m anchored:]", "1:6: parse error: unexpected character");
    assertError("x[[5m]", "1:3: parse error: unexpected character in duration expression");
    assertError("1_", "1:1: parse error: bad number");
    assertError("(1_)", "1:2: parse error: error parsing number");
    assertError("0xFFFFFFFFFFFFFFFF", "1:1: parse error: error parsing number");
    assertError("1e999 + 1", "1:1: parse error: error parsing number");
    assertError("x{a=\"\\z\"", "1:5: parse error: unknown escape sequence");
  }

  @Test
  void a_name_may_begin_with_a_colon() {
    assertPrints(":level:metric", ":level:metric");
    assertPrints("exp(::)", "exp(::)");
  }

  @Test
  void labels_of_groups_may_hold_colons() {
    assertPrints("sum by (a:b) (x)", "sum by (\"a:b\") (x)");
    assertPrints("a + on (j:k) b", "a + on (\"j:k\") b");
  }

  @Test
  void offset_takes_one_term_or_a_whole_expression_in_parentheses_or_after_two_signs() {
    assertPrints("x offset 1m + 2", "x offset 1m + 2");
    assertPrints("x offset (1m) + 2m", "x offset 1m + 2m");
    assertThat(PromqlParser.parse("x offset (1m) + 2m")).isInstanceOf(Expr.VectorSelector.class);
    assertThat(PromqlParser.parse("x offset -(1m) + 2")).isInstanceOf(Expr.Binary.class);
    assertPrints("x[30s] offset- +1m", "x[30s] offset -1m");
  }

  private static final String NO_EXPRESSION =
      "unknown position: parse error: no expression found in input";

  private static void assertError(String query, String message) {
    assertThatThrownBy(() -> PromqlParser.parse(query)).hasMessageStartingWith(message);
  }
}
