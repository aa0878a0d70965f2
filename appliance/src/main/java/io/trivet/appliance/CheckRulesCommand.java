package io.trivet.appliance;

import io.trivet.config.Configuration;
import io.trivet.config.problem.Problems;
import io.trivet.config.rule.RuleDefaults;
import io.trivet.config.rule.RuleFiles;
import io.trivet.core.rule.RuleGroup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `check-rules`: tells everything that is wrong with rule files.
@Command(name = "check-rules", description = "Checks rule files and prints every problem.")
final class CheckRulesCommand implements Callable<Integer> {
  private static final RuleDefaults DEFAULTS = new RuleDefaults(60_000, 0);

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Rule files.")
  private List<String> files = new ArrayList<>();

  @Override
  public Integer call() {
    Problems problems = new Problems();
    RuleFiles reader =
        new RuleFiles(
            Path.of("").toAbsolutePath(), DEFAULTS, Configuration::canonicalPromql, problems);
    List<RuleGroup> groups = new ArrayList<>();
    files.forEach(file -> groups.addAll(reader.read(file)));
    PrintWriter out = Main.out();
    problems.all().forEach(out::println);
    if (problems.errorCount() > 0) {
      out.println(problems.errorCount() + " error(s)");
      return 1;
    }
    int rules = groups.stream().mapToInt(group -> group.rules().size()).sum();
    out.println("Good: " + rules + " rule(s) in " + groups.size() + " group(s).");
    return 0;
  }
}
