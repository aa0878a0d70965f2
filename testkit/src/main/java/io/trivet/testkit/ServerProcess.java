package io.trivet.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// The real process, `java -jar trivet.jar serve`, on free ports of the loopback address.
///
/// The jar is named by the system property `trivet.jar`, Java is the one of the test run, and the
/// flags are those of the launcher. Each listener picks a free port and tells it in the log.
public final class ServerProcess implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
  private static final Pattern LISTENING = Pattern.compile("listening: (\\w+) on (\\S+):(\\d+)");
  private static final List<String> LISTENERS =
      List.of("prometheus", "loki", "tempo", "otlp_grpc", "otlp_http");
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseG1GC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:FreqInlineSize=100",
          "-XX:Tier4InvocationThreshold=20000",
          "-XX:Tier4MinInvocationThreshold=2400",
          "-XX:Tier4CompileThreshold=60000",
          "-XX:Tier4BackEdgeThreshold=160000",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Xms32m",
          "-Xmx768m",
          "-Xss512k",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=30",
          "-XX:+ExitOnOutOfMemoryError");

  private final Process process;
  private final Path log;
  private final Thread killer;
  private final Map<String, Integer> ports = new ConcurrentHashMap<>();

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /// Starts the process and returns when it is ready.
  ///
  /// @param folder holds the data in `data`, and one log for each start
  /// @param arguments further arguments of `serve`, as `--set`, `path=value`
  /// @throws AssertionError if it is not ready in time, with its log
  public static ServerProcess start(Path folder, String... arguments) throws IOException {
    return ready(launch(folder, arguments));
  }

  /// Starts the process with further options of Java, which win over those of the launcher, and
  /// returns when it is ready.
  public static ServerProcess startWith(List<String> javaOptions, Path folder, String... arguments)
      throws IOException {
    return ready(launch(javaOptions, folder, arguments));
  }

  private static ServerProcess ready(ServerProcess server) {
    try {
      server.awaitReady();
      return server;
    } catch (RuntimeException | Error e) {
      String told = server.log();
      server.kill();
      throw new AssertionError("the process is not ready; its log:\n" + told, e);
    }
  }

  /// Starts the process and does not wait for it.
  public static ServerProcess launch(Path folder, String... arguments) throws IOException {
    return launch(List.of(), folder, arguments);
  }

  private static ServerProcess launch(List<String> javaOptions, Path folder, String... arguments)
      throws IOException {
    String jar = System.getProperty("trivet.jar");
    if (jar == null || !Files.isRegularFile(Path.of(jar))) {
      throw new IOException("the system property trivet.jar names no file: " + jar);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(javaOptions);
    command.addAll(List.of("-jar", jar, "serve", "--data", folder.resolve("data").toString()));
    command.addAll(List.of("--set", "server.address=127.0.0.1"));
    for (String listener : LISTENERS) {
      command.addAll(List.of("--set", "server." + listener + ".port=0"));
    }
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, "serve-", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TRIVET_"));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new ServerProcess(builder.start(), log);
  }

  private void awaitReady() {
    Awaitility.await("listeners in the log")
        .atMost(STARTS_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .failFast("the process ended", () -> !process.isAlive())
        .until(this::knowsPorts);
    Awaitility.await("ready")
        .atMost(STARTS_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(() -> HttpSender.get(url("prometheus", "/-/ready")).status() == 200);
  }

  private boolean knowsPorts() {
    Matcher matcher = LISTENING.matcher(log());
    while (matcher.find()) {
      ports.put(matcher.group(1), Integer.parseInt(matcher.group(3)));
    }
    return ports.keySet().containsAll(LISTENERS);
  }

  /// The port of a listener by its name in the configuration, as `otlp_http`.
  public int port(String listener) {
    Integer port = ports.get(listener);
    if (port == null) {
      throw new IllegalArgumentException(listener);
    }
    return port;
  }

  /// An address of a listener.
  ///
  /// @param path from its slash, with the query in its escaped form
  public URI url(String listener, String path) {
    return URI.create("http://127.0.0.1:" + port(listener) + path);
  }

  /// Everything the process wrote so far.
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// Ends the process at once (SIGKILL) and returns when it is gone.
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /// Asks the process to end (SIGTERM); its exit code when it is gone.
  public int stop() {
    process.destroy();
    awaitEnd();
    return process.exitValue();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the process does not end; its log:\n" + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    Runtime.getRuntime().removeShutdownHook(killer);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
