package io.trivet.appliance;

import io.trivet.config.Configuration;
import io.trivet.config.LoadedConfiguration;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `check-config`: tells everything that is wrong with a configuration.
@Command(name = "check-config", description = "Checks a configuration and prints every problem.")
final class CheckConfigCommand implements Callable<Integer> {
  @Mixin private ConfigurationArguments arguments = new ConfigurationArguments();

  @Override
  public Integer call() {
    LoadedConfiguration loaded = Configuration.load(arguments.source());
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
