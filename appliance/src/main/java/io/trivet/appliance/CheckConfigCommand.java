package io.trivet.appliance;

import io.trivet.config.Configuration;
import io.trivet.config.LoadedConfiguration;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/// `check-config`: tells everything that is wrong with a configuration.
@Command(
    name = "check-config",
    description = "Checks a configuration and prints every problem.",
    footer = "The flags of Prometheus are understood as well: docs/compat/prometheus.md.")
final class CheckConfigCommand implements Callable<Integer> {
  @Mixin private ConfigurationArguments arguments = new ConfigurationArguments();

  @Unmatched private List<String> flags = new ArrayList<>();

  @Override
  public Integer call() {
    LoadedConfiguration loaded = Configuration.load(arguments.source(flags));
    PrintWriter out = Main.out();
    loaded.problems().forEach(out::println);
    if (!loaded.errors().isEmpty()) {
      out.println(loaded.errors().size() + " error(s)");
      return 1;
    }
    out.println("The configuration is good.");
    return 0;
  }
}
