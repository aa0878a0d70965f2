package io.trivet.appliance;

import io.trivet.config.ConfigurationSource;
import io.trivet.config.LoadedConfiguration;
import io.trivet.core.error.TrivetException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/// `serve`: runs the appliance until SIGTERM or SIGINT.
@Command(
    name = "serve",
    description = "Starts the appliance; the default command.",
    footer = "The flags of Prometheus are understood as well: docs/compat/prometheus.md.")
final class ServeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  @Mixin private ConfigurationArguments arguments = new ConfigurationArguments();

  @Unmatched private List<String> flags = new ArrayList<>();

  @Override
  public Integer call() {
    ConfigurationSource source = arguments.source(flags);
    LoadedConfiguration loaded = ConfigurationArguments.load(source);
    if (loaded == null) {
      return 1;
    }
    Appliance appliance;
    try {
      appliance = Appliance.start(source, loaded, InstantSource.system());
    } catch (TrivetException e) {
      System.err.println("trivet cannot start: " + e.reason());
      return 1;
    } catch (IOException | IllegalStateException | java.io.UncheckedIOException e) {
      log.error("cannot start", e);
      System.err.println("trivet cannot start: " + e.getMessage());
      return 1;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(appliance::close, "stop"));
    Signals.onHangup(appliance::reloadAndLog);
    Main.out().println(FirstScreen.text(appliance.places()));
    return 0;
  }
}
