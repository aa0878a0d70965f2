package io.trivet.appliance;

import io.trivet.appliance.api.grpc.GrpcServer;
import io.trivet.appliance.api.http.HttpServer;
import io.trivet.appliance.log.LastingLogManager;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/// The command line: `serve` unless another command is named.
@Command(
    name = "trivet",
    description = "Metrics, logs and traces in one process, read by Grafana.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class,
    subcommands = {
      ServeCommand.class,
      CheckConfigCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      CheckRulesCommand.class,
      VersionCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  private Main() {}

  /// Runs a command; ends the process with its exit code: 0, 1 when it failed, 2 for a wrong
  /// command line.
  public static void main(String[] arguments) {
    // A call of one of its methods would initialise it, and with it the JDK's own manager.
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    if (isServing(arguments)) {
      // A fifth of the time from start to ready, on a core that has nothing to do meanwhile.
      Thread.ofPlatform().daemon().name("prepare").start(Main::prepareServers);
    }
    int code = new CommandLine(new Main()).execute(withDefault(arguments));
    if (code != 0 || !isServing(arguments)) {
      System.exit(code);
    }
  }

  /// Has the classes of the servers initialised while the command line is read.
  private static void prepareServers() {
    HttpServer.prepare();
    GrpcServer.prepare();
  }

  private static boolean isServing(String[] arguments) {
    return withDefault(arguments).length > 0 && withDefault(arguments)[0].equals("serve");
  }

  /// Options without a command belong to `serve`.
  private static String[] withDefault(String[] arguments) {
    boolean named =
        arguments.length > 0
            && (!arguments[0].startsWith("-")
                || arguments[0].equals("--help")
                || arguments[0].equals("-h")
                || arguments[0].equals("--version")
                || arguments[0].equals("-V"));
    if (named) {
      return arguments;
    }
    String[] all = new String[arguments.length + 1];
    all[0] = "serve";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return all;
  }

  @Override
  public void run() {
    throw new ParameterException(new CommandLine(this), "a command is missing; try help");
  }

  /// Prints lines where commands print.
  static PrintWriter out() {
    return new PrintWriter(System.out, true, java.nio.charset.StandardCharsets.UTF_8);
  }
}
