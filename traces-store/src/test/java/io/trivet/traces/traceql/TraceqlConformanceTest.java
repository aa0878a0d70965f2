package io.trivet.traces.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.text.QueryParseException;
import io.trivet.testkit.SharedFolder;
import io.trivet.traces.traceql.ast.Printer;
import io.trivet.traces.traceql.ast.Query;
import io.trivet.traces.traceql.parser.Checker;
import io.trivet.traces.traceql.parser.TraceqlParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Every query of the conformance cases is accepted, or refused at the right stage.
final class TraceqlConformanceTest {
  @TestFactory
  Stream<DynamicTest> valid_queries_print_to_an_equal_tree() throws IOException {
    return each(
        "valid",
        text -> {
          Query query = TraceqlParser.parse(text);
          Checker.check(text, query);
          String printed = Printer.print(query);
          assertThat(Shapes.of(TraceqlParser.parse(printed)))
              .as(printed)
              .isEqualTo(Shapes.of(query));
        });
  }

  @TestFactory
  Stream<DynamicTest> queries_that_are_no_traceql_fail_to_parse() throws IOException {
    return each(
        "parse_fails",
        text ->
            assertThatThrownBy(() -> TraceqlParser.parse(text))
                .isInstanceOf(QueryParseException.class));
  }

  @TestFactory
  Stream<DynamicTest> queries_that_mean_nothing_parse_and_fail_the_check() throws IOException {
    return each(
        "validate_fails",
        text -> {
          Query query = TraceqlParser.parse(text);
          assertThatThrownBy(() -> Checker.check(text, query))
              .isInstanceOf(QueryParseException.class)
              .hasMessageNotContaining("not yet supported");
        });
  }

  @TestFactory
  Stream<DynamicTest> unsupported_queries_parse_and_are_named_so() throws IOException {
    return each(
        "unsupported",
        text -> {
          Query query = TraceqlParser.parse(text);
          assertThatThrownBy(() -> Checker.check(text, query))
              .isInstanceOf(QueryParseException.class)
              .hasMessageContaining("not yet supported");
        });
  }

  private static Stream<DynamicTest> each(String group, Consumer<String> test) throws IOException {
    String yaml = Files.readString(SharedFolder.conformance("traceql/test_examples.yaml"));
    Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    if (!(((Map<?, ?>) loaded).get(group) instanceof List<?> cases)) {
      throw new AssertionError("no list of cases: " + group);
    }
    return cases.stream()
        .map(String.class::cast)
        .map(text -> DynamicTest.dynamicTest(text, () -> test.accept(text)));
  }
}
