package io.trivet.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.testkit.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Runs the scripts of the promqltest language in the folder `promql` of the recorded cases, and
/// prints how many evals of each passed.
class PromqlConformanceTest {
  @Test
  void every_eval_of_the_conformance_scripts_passes() throws IOException {
    Path folder = SharedFolder.conformance("promql");
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".test")).sorted().toList();
    }
    assertThat(files).as("scripts in %s", folder).isNotEmpty();
    StringBuilder table = new StringBuilder();
    List<String> failures = new ArrayList<>();
    int passed = 0;
    int total = 0;
    for (Path file : files) {
      PromqlScript script = new PromqlScript(Files.readAllLines(file));
      script.run();
      int evals = script.passed + script.failures.size();
      table.append(String.format("%-28s %4d of %4d%n", file.getFileName(), script.passed, evals));
      script.failures.forEach(failure -> failures.add(file.getFileName() + " " + failure));
      passed += script.passed;
      total += evals;
    }
    table.append(String.format("%-28s %4d of %4d%n", "all", passed, total));
    System.out.println(table);
    assertThat(failures).as("%d of %d evals passed", passed, total).isEmpty();
  }
}
