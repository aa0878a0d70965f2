package io.trivet.traces.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.error.TrivetException;
import io.trivet.core.text.QueryParseException;
import io.trivet.traces.traceql.ast.Printer;
import io.trivet.traces.traceql.ast.Query;
import io.trivet.traces.traceql.parser.Checker;
import io.trivet.traces.traceql.parser.TraceqlParser;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TraceqlParserTest {
  private static String refusal(String text) {
    try {
      Checker.check(text, TraceqlParser.parse(text));
    } catch (QueryParseException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("accepted: " + text);
  }

  private static String printed(String text) {
    return Printer.print(TraceqlParser.parse(text));
  }

  @Test
  void attributes_without_scope_are_answered_with_their_scopes() {
    assertThat(refusal("{service.name=\"user-service\" && http.status_code=500}"))
        .isEqualTo(
            "1:2: unknown identifier service.name: an attribute needs its scope; "
                + "write resource.service.name and span.http.status_code "
                + "(or a leading dot, .service.name, for any scope)");
  }

  @Test
  void a_condition_without_braces_is_told_to_use_them() {
    assertThat(refusal("resource.service.name = \"x\""))
        .isEqualTo("1:1: a condition on spans stands in braces: { resource.service.name = ... }");
  }

  @Test
  void the_place_of_an_error_is_line_and_column() {
    assertThat(refusal("{ true }\n| { .a = }"))
        .isEqualTo("2:10: unexpected \"}\", expected an attribute, an intrinsic or a value");
    assertThat(refusal("{ .a = 1 } | rate() | topk(0)")).startsWith("1:1: limit must be greater");
    assertThat(refusal("{ name = 200 }"))
        .isEqualTo("1:3: binary operations must operate on the same type: name = 200");
  }

  @Test
  void and_and_or_bind_alike_and_from_the_left() {
    assertThat(printed("{ .a || .b && .c }")).isEqualTo("{ (.a || .b) && .c }");
  }

  @Test
  void structural_operators_bind_tighter_than_and() {
    assertThat(printed("{ .a } && { .b } >> { .c }"))
        .isEqualTo("({ .a }) && (({ .b }) >> ({ .c }))");
    assertThat(printed("{ .a } > { .b } > { .c }")).isEqualTo("(({ .a }) > ({ .b })) > ({ .c })");
  }

  @Test
  void prefixes_and_powers_bind_as_documented() {
    assertThat(printed("{ !.a = .b }")).isEqualTo("{ !.a = .b }");
    assertThat(printed("{ -.a * 2 = 1 }")).isEqualTo("{ (-(.a * 2)) = 1 }");
    assertThat(printed("{ .a = 2 ^ 3 ^ 2 }")).isEqualTo("{ .a = (2 ^ (3 ^ 2)) }");
    assertThat(printed("{ .a - 1 = -2 }")).isEqualTo("{ (.a - 1) = -2 }");
  }

  @Test
  void attribute_names_may_hold_signs_and_quoted_parts() {
    assertThat(printed("{ .a+1 = 2 }")).isEqualTo("{ .a+1 = 2 }");
    assertThat(printed("{ span.foo.\"b c\".d = 2 }")).isEqualTo("{ span.\"foo.b c.d\" = 2 }");
    assertThat(printed("{ .\"1a\" = 2 }")).isEqualTo("{ .\"1a\" = 2 }");
  }

  @Test
  void numbers_outside_of_braces_are_folded() {
    assertThat(printed("({} | rate()) > 2 * 3 + 1")).isEqualTo("{ true } | rate() > 7");
  }

  @Test
  void nesting_and_chains_are_bounded() {
    assertThat(refusal("{ " + "(".repeat(5000) + ".a" + ")".repeat(5000) + " }"))
        .contains("levels deep");
    assertThat(refusal("{ " + "!".repeat(5000) + ".a }")).contains("levels deep");
    assertThat(refusal("(".repeat(5000))).contains("levels deep");
    assertThat(refusal("{ .a" + " || .a".repeat(5000) + " }")).contains("operators in one chain");
    assertThat(refusal("{}" + " > {}".repeat(5000))).contains("operators in one chain");
    assertThatThrownBy(() -> TraceqlParser.parse("{ .a = \"" + "x".repeat(200_000) + "\" }"))
        .isInstanceOf(TrivetException.class)
        .hasMessageContaining("exceeds the maximum size");
  }

  @Test
  void a_thousand_alternatives_are_accepted() {
    String text = "{ .a = 0" + " || .a = 1".repeat(999) + " }";
    Checker.check(text, TraceqlParser.parse(text));
  }

  @Test
  void random_text_parses_or_is_refused_and_what_parses_prints_to_an_equal_tree() {
    long seed = Long.getLong("trivet.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String[] pieces = {
      "{",
      "}",
      "(",
      ")",
      " ",
      "|",
      "&&",
      "||",
      "!",
      ">",
      ">>",
      "!<<",
      "~",
      "=",
      "!=",
      "=~",
      ".a",
      "span.b",
      "parent.c",
      "resource.\"d e\"",
      "name",
      "duration",
      "span:id",
      "1",
      "2.5",
      "-",
      "+",
      "*",
      "^",
      "3ms",
      "\"t\"",
      "`r`",
      "true",
      "nil",
      "count()",
      "avg(",
      "by(",
      "select(",
      "coalesce()",
      "rate()",
      "quantile_over_time(",
      "topk(3)",
      ",",
      "with(",
      "x",
      "compare(",
      "\\",
      "\"",
      "/*",
      "é",
      "server",
      "minInt"
    };
    int accepted = 0;
    for (int i = 0; i < 60_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "{ " : "");
      for (int n = random.nextInt(9); n >= 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]).append(random.nextInt(3) > 0 ? " " : "");
      }
      text.append(random.nextBoolean() ? " }" : "");
      Query query;
      try {
        query = TraceqlParser.parse(text.toString());
      } catch (QueryParseException e) {
        continue;
      }
      accepted++;
      String printed = Printer.print(query);
      assertThat(Shapes.of(TraceqlParser.parse(printed)))
          .as("seed %d: %s printed as %s", seed, text, printed)
          .isEqualTo(Shapes.of(query));
    }
    assertThat(accepted).isGreaterThan(100);
  }
}
