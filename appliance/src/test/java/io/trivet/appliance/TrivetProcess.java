package io.trivet.appliance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The real process from the runnable jar, on free ports.
final class TrivetProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening: (\\w+) on [^:\"]*:(\\d+)");
  private static final String[] NAMES = {"prometheus", "loki", "tempo", "otlp_http", "otlp_grpc"};
  private static final int START_SECONDS = 60;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Integer> ports = new ConcurrentHashMap<>();
  private final Queue<String> output = new ConcurrentLinkedQueue<>();
  private final Process process;

  private TrivetProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  static TrivetProcess start(Path jar, Path data) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar.toString(),
                "--data",
                data.toString(),
                "--set",
                "server.address=127.0.0.1"));
    for (String name : NAMES) {
      command.add("--set");
      command.add("server." + name + ".port=0");
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    TrivetProcess trivet = new TrivetProcess(process);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (trivet.ports.size() < NAMES.length) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new AssertionError("did not start:\n" + trivet.output());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return trivet;
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        Matcher found = LISTENING.matcher(line);
        if (found.find()) {
          ports.put(found.group(1), Integer.parseInt(found.group(2)));
        }
      }
    } catch (IOException e) {
      output.add(e.toString());
    }
  }

  int port(String name) {
    return ports.getOrDefault(name, -1);
  }

  String output() {
    return String.join("\n", output);
  }

  HttpResponse<String> get(String name, String path) throws Exception {
    return send(name, path, HttpRequest.newBuilder().GET());
  }

  HttpResponse<String> post(String name, String path, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(name, path, request);
  }

  private HttpResponse<String> send(String name, String path, HttpRequest.Builder request)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port(name) + path);
    return http.send(
        request.uri(uri).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /// Kills it without a warning.
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// Asks it to stop; its exit code.
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("did not stop:\n" + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    kill();
  }
}
