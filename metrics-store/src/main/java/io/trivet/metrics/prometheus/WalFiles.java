package io.trivet.metrics.prometheus;

import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Segments of the write-ahead log of Prometheus, in their order. All samples that are not in
/// blocks are in them; the files of `chunks_head` hold some of those a second time.
///
/// @param checkpoint what is left of older segments: `wal/checkpoint.N`
/// @param segments those after the checkpoint: `wal/`
/// @param lateSegments log of samples which came late: `wbl/`
record WalFiles(List<Path> checkpoint, List<Path> segments, List<Path> lateSegments) {
  private static final String CHECKPOINT = "checkpoint.";

  boolean isEmpty() {
    return checkpoint.isEmpty() && segments.isEmpty() && lateSegments.isEmpty();
  }

  static WalFiles find(Disk disk, Path directory) throws IOException {
    Path wal = directory.resolve("wal");
    Path checkpoint = null;
    long covered = -1;
    for (Path entry : disk.list(wal)) {
      String name = name(entry);
      if (name.startsWith(CHECKPOINT) && isNumber(name.substring(CHECKPOINT.length()))) {
        long number = Long.parseLong(name.substring(CHECKPOINT.length()));
        if (number > covered) {
          covered = number;
          checkpoint = entry;
        }
      }
    }
    return new WalFiles(
        checkpoint == null ? List.of() : segments(disk, checkpoint, -1, null),
        segments(disk, wal, covered, checkpoint),
        segments(disk, directory.resolve("wbl"), -1, null));
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() < 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// @param covered segments up to this number are left out
  private static List<Path> segments(
      Disk disk, Path directory, long covered, @Nullable Path checkpoint) throws IOException {
    List<Path> found = new ArrayList<>();
    long before = -1;
    for (Path entry : disk.list(directory)) {
      if (isNumber(name(entry))) {
        long number = Long.parseLong(name(entry));
        if (number > covered) {
          long wanted = before < 0 && checkpoint == null ? number : Math.max(before, covered) + 1;
          if (number != wanted) {
            throw new CorruptFileException(entry, 0, "segment " + wanted + " before it is missing");
          }
          found.add(entry);
          before = number;
        }
      }
    }
    return found;
  }
}
