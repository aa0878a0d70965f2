package io.trivet.bench.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Makes log lines: those of a sample file, with other digits in each round, so that numbers repeat
/// inside a round and differ between rounds; or JSON and logfmt lines of services with random trace
/// ids.
final class LogLines {
  private static final String[] LEVELS = {"info", "info", "info", "debug", "warn", "error"};
  private static final String[] PATHS = {"/api/cart", "/api/checkout", "/api/users", "/healthz"};

  private LogLines() {}

  static List<byte[]> ofFile(Path file) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      lines.add(line.stripTrailing().getBytes(StandardCharsets.ISO_8859_1));
    }
    return lines;
  }

  /// The line with each run of digits replaced by another of the same length, the same for the same
  /// digits in the same round.
  static byte[] varied(byte[] line, int round) {
    byte[] out = line.clone();
    int at = 0;
    while (at < out.length) {
      int start = at;
      long hash = round * 0x9e3779b97f4a7c15L;
      while (at < out.length && out[at] >= '0' && out[at] <= '9') {
        hash = (hash ^ out[at]) * 0xff51afd7ed558ccdL;
        hash ^= hash >>> 32;
        at++;
      }
      for (int i = start; i < at; i++) {
        out[i] = (byte) ('0' + Long.remainderUnsigned(hash, 10));
        hash = hash * 0x5851f42d4c957f2dL + 0x14057b7ef767814fL;
        hash ^= hash >>> 29;
      }
      at = at == start ? at + 1 : at;
    }
    return out;
  }

  /// About 230 bytes.
  static byte[] service(SplittableRandom random, int service) {
    String trace = hex(random.nextLong()) + hex(random.nextLong());
    String span = hex(random.nextLong());
    String level = LEVELS[random.nextInt(LEVELS.length)];
    String path = PATHS[random.nextInt(PATHS.length)];
    int status = random.nextInt(10) == 0 ? 500 : 200;
    int millis = random.nextInt(2000);
    String line =
        random.nextBoolean()
            ? String.format(
                Locale.ROOT,
                "{\"level\":\"%s\",\"service\":\"service-%d\",\"msg\":\"request handled\","
                    + "\"method\":\"GET\",\"path\":\"%s\",\"status\":%d,\"duration_ms\":%d,"
                    + "\"user_id\":%d,\"trace_id\":\"%s\",\"span_id\":\"%s\"}",
                level,
                service,
                path,
                status,
                millis,
                random.nextInt(100_000),
                trace,
                span)
            : String.format(
                Locale.ROOT,
                "level=%s service=service-%d caller=handler.go:%d msg=\"request handled\""
                    + " method=GET path=%s status=%d duration=%dms user=%d trace_id=%s span_id=%s",
                level,
                service,
                random.nextInt(400),
                path,
                status,
                millis,
                random.nextInt(100_000),
                trace,
                span);
    return line.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(long value) {
    return String.format(Locale.ROOT, "%016x", value);
  }
}
