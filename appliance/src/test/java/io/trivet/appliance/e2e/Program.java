package io.trivet.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/// A program of the machine that runs beside ours. Closing it ends it.
record Program(Process process, Path log) implements AutoCloseable {
  private static final int ENDS_WITHIN_SECONDS = 60;

  /// What a program printed.
  record Output(int code, String text) {}

  /// Where a program is; the test is skipped where it is not installed.
  static String installed(String program) {
    for (String place : System.getenv().getOrDefault("PATH", "").split(":")) {
      Path path = Path.of(place, program);
      if (Files.isExecutable(path)) {
        return path.toString();
      }
    }
    return Assumptions.abort(program + " is not installed");
  }

  /// Starts a program.
  ///
  /// @param folder its working directory, which gets its log
  static Program start(Path folder, String... command) throws IOException {
    Path log = Files.createTempFile(folder, Path.of(command[0]).getFileName() + "-", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new Program(process, log);
  }

  /// Runs a program to its end.
  ///
  /// @param input what it reads
  static Output run(Path folder, byte[] input, String... command) throws IOException {
    Path out = Files.createTempFile(folder, "run-", ".out");
    Path in = Files.write(Files.createTempFile(folder, "run-", ".in"), input);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .start();
    try (Program program = new Program(process, out)) {
      program.awaitEnd();
      return new Output(process.exitValue(), program.text());
    }
  }

  /// Runs a program which must succeed; what it printed.
  static String output(Path folder, String... command) throws IOException {
    Output output = run(folder, new byte[0], command);
    assertThat(output.code()).as(String.join(" ", command) + "\n" + output.text()).isZero();
    return output.text();
  }

  /// Runs a command of ours.
  static Output trivet(Path folder, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx256m",
                "-jar",
                System.getProperty("trivet.jar")));
    command.addAll(List.of(arguments));
    return run(folder, new byte[0], command.toArray(String[]::new));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Something that may become true.
  interface Condition {
    boolean holds() throws IOException;
  }

  static void eventually(String what, Condition condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .ignoreExceptions()
        .until(condition::holds);
  }

  String text() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  /// Asks it to end and waits until it has.
  void stop() throws IOException {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() throws IOException {
    try {
      if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("does not end:\n" + text());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
