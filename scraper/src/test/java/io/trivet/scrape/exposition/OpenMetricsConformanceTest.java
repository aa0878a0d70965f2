package io.trivet.scrape.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.testkit.SharedFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Runs the cases of the OpenMetrics conformance suite: each a text that is valid or is not.
class OpenMetricsConformanceTest {

  @TestFactory
  Stream<DynamicTest> tells_openmetrics_from_what_is_none() throws IOException {
    Path folder = SharedFolder.conformance("openmetrics/parsers");
    List<Path> cases;
    try (Stream<Path> all = Files.list(folder)) {
      cases = all.filter(Files::isDirectory).sorted().toList();
    }
    assertThat(cases).as("cases in %s", folder).isNotEmpty();
    return cases.stream()
        .map(one -> DynamicTest.dynamicTest(one.getFileName().toString(), () -> check(one)));
  }

  private static void check(Path folder) throws IOException {
    JsonNode about = new ObjectMapper().readTree(Files.readString(folder.resolve("test.json")));
    byte[] text = Files.readAllBytes(folder.resolve(about.get("file").asText()));
    String error = "";
    try {
      OpenMetricsChecker.check(text);
    } catch (ExpositionException e) {
      error = e.reason();
    }
    assertThat(error.isEmpty())
        .as("%s%nerror: %s", new String(text, StandardCharsets.UTF_8), error)
        .isEqualTo(about.get("shouldParse").asBoolean());
  }
}
