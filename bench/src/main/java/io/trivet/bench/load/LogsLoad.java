package io.trivet.bench.load;

import io.trivet.core.codec.BytesWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.xerial.snappy.Snappy;

/// Loki push, protobuf: 1,000 streams, about 1 MB a push. Half of the lines are those of log files
/// in a folder with their digits varied (of a built-in pattern if there is no folder), half JSON
/// and logfmt lines of services with random trace ids.
final class LogsLoad implements Load {
  private static final int STREAMS = 1000;
  private static final int STREAMS_PER_PUSH = 20;
  private static final int PUSH_BYTES = 1_000_000;

  private final HttpSender sender;
  private final int pushes;
  private final long startNanos;
  private final List<byte[]> lines;

  /// @param folder of `*.log` files; may not exist
  LogsLoad(String url, Path folder, long bytes, long nowMs) throws IOException {
    this.sender =
        new HttpSender(
            url + "/loki/api/v1/push",
            "Content-Type",
            "application/x-protobuf",
            "Content-Encoding",
            "snappy");
    this.pushes = (int) Math.max(1, bytes / PUSH_BYTES);
    this.startNanos = (nowMs - 3_600_000) * 1_000_000;
    this.lines = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
          for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\r?\n")) {
            lines.add(line.getBytes(StandardCharsets.ISO_8859_1));
          }
        }
      }
    }
    if (lines.isEmpty()) {
      lines.add(
          "2026-01-01 10:00:00,123 INFO worker-7 finished job 4711 in 12 ms, 3 retries, queue 15"
              .getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Override
  public int requests() {
    return pushes;
  }

  @Override
  public long send(int push) throws IOException, InterruptedException {
    Random random = new Random(push);
    BytesWriter body = new BytesWriter(PUSH_BYTES + PUSH_BYTES / 4);
    BytesWriter stream = new BytesWriter(PUSH_BYTES / STREAMS_PER_PUSH);
    BytesWriter entry = new BytesWriter(512);
    BytesWriter time = new BytesWriter(16);
    long lineBytes = 0;
    long nanos = startNanos + push * 3_600_000_000_000L / pushes;
    for (int s = 0; s < STREAMS_PER_PUSH; s++) {
      int number = (push * STREAMS_PER_PUSH + s) % STREAMS;
      stream.clear();
      Proto.text(
          stream,
          1,
          "{app=\"app-" + number % 50 + "\", instance=\"i-" + number + "\", namespace=\"bench\"}");
      long written = 0;
      while (written < PUSH_BYTES / STREAMS_PER_PUSH) {
        byte[] line = number % 2 == 0 ? logLine(random) : serviceLine(random);
        nanos += 100;
        time.clear();
        Proto.varint(time, 1, nanos / 1_000_000_000);
        Proto.varint(time, 2, nanos % 1_000_000_000);
        entry.clear();
        Proto.message(entry, 1, time);
        Proto.bytes(entry, 2, line, line.length);
        Proto.message(stream, 2, entry);
        written += line.length;
      }
      lineBytes += written;
      Proto.message(body, 1, stream);
    }
    byte[] packed = Snappy.rawCompress(body.array(), body.length());
    sender.post(packed, packed.length);
    return lineBytes;
  }

  private byte[] logLine(Random random) {
    byte[] line = lines.get(random.nextInt(lines.size())).clone();
    long digits = random.nextLong();
    for (int i = line.length - 1, n = 0; i >= 0 && n < 6; i--) {
      if (line[i] >= '0' && line[i] <= '9') {
        line[i] = (byte) ('0' + Math.floorMod(digits >> 5 * n++, 10));
      }
    }
    return line;
  }

  private static byte[] serviceLine(Random random) {
    String trace = String.format("%016x%016x", random.nextLong(), random.nextLong());
    int status = random.nextInt(20) == 0 ? 500 : 200;
    String level = status == 500 ? "error" : "info";
    String text =
        random.nextBoolean()
            ? "{\"level\":\""
                + level
                + "\",\"msg\":\"request finished\",\"method\":\"GET\",\"path\":\"/api/v1/items/"
                + random.nextInt(10_000)
                + "\",\"status\":"
                + status
                + ",\"duration_ms\":"
                + random.nextInt(2000)
                + ",\"user_id\":"
                + random.nextInt(50_000)
                + ",\"trace_id\":\""
                + trace
                + "\"}"
            : "level="
                + level
                + " msg=\"request finished\" method=GET path=/api/v1/items/"
                + random.nextInt(10_000)
                + " status="
                + status
                + " duration="
                + random.nextInt(2000)
                + "ms trace_id="
                + trace;
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String unit() {
    return "bytes of lines";
  }

  @Override
  public void close() {
    sender.close();
  }
}
