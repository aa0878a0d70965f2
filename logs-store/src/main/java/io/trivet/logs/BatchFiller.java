package io.trivet.logs;

import io.trivet.logs.LogScan.Columns;
import io.trivet.logs.page.EntryRun;
import io.trivet.logs.page.MetadataColumn;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Fills an [EntryBatch] with rows of runs. Rows of a whole run read forward are handed on without
/// copying; others are copied into arrays of the filler, one line after the other in the order of
/// the batch. Owned by one thread.
final class BatchFiller {
  private static final int[] NO_STARTS = {0};

  private final Columns columns;
  private final boolean forward;
  private long[] times = {};
  private int[] starts = {};
  private int[] lengths = {};
  private byte[] bytes = {};
  private int[] metadataStarts = NO_STARTS;
  private int[] metadataPairs = {};
  private byte[] metadataBytes = {};
  private int metadataLength;

  BatchFiller(Columns columns, boolean forward) {
    this.columns = columns;
    this.forward = forward;
  }

  void clear(EntryBatch batch) {
    batch.size = 0;
    batch.byteLength = 0;
    batch.hasMetadata = false;
    metadataLength = 0;
  }

  /// Hands on all rows of a run as they are, if that is possible; the batch must be empty.
  boolean share(EntryBatch batch, EntryRun run, int from, int to) throws IOException {
    if (!forward || run.offset() != 0 || from != 0 || to != run.rows()) {
      return false;
    }
    int size = to;
    if (columns != Columns.TIMES) {
      int[] runStarts = run.starts();
      if (columns == Columns.ALL && run.lines().length > 2 * runStarts[size] + 1024) {
        return false;
      }
      if (lengths.length < size) {
        lengths = new int[Math.max(size, 1024)];
      }
      for (int i = 0; i < size; i++) {
        lengths[i] = runStarts[i + 1] - runStarts[i];
      }
      batch.starts = runStarts;
      batch.lengths = lengths;
      batch.byteLength = runStarts[size];
    }
    if (columns == Columns.ALL) {
      batch.bytes = run.lines();
      MetadataColumn metadata = run.metadata();
      batch.hasMetadata = metadata != null;
      if (metadata != null) {
        batch.metadataStarts = metadata.starts();
        batch.metadataPairs = metadata.pairs();
        batch.metadataBytes = metadata.bytes();
      }
    }
    batch.timestamps = run.times();
    batch.size = size;
    return true;
  }

  /// Copies rows to the end of the batch.
  void append(EntryBatch batch, EntryRun run, int from, int to) throws IOException {
    int count = to - from;
    int at = batch.size;
    if (times.length < at + count) {
      times = Arrays.copyOf(times, Math.max(64, Math.max(at + count, 2 * at)));
    }
    int first = run.offset() + (forward ? from : to - 1);
    int step = forward ? 1 : -1;
    long[] runTimes = run.times();
    for (int i = 0; i < count; i++) {
      times[at + i] = runTimes[first + step * i];
    }
    batch.timestamps = times;
    if (columns != Columns.TIMES) {
      appendLines(batch, run, first, step, count);
    }
    if (columns == Columns.ALL) {
      appendMetadata(batch, run.metadata(), first, step, count);
    }
    batch.size = at + count;
  }

  private void appendLines(EntryBatch batch, EntryRun run, int first, int step, int count)
      throws IOException {
    int at = batch.size;
    if (starts.length < at + count) {
      int capacity = Math.max(64, Math.max(at + count, 2 * at));
      starts = Arrays.copyOf(starts, capacity);
      lengths = Arrays.copyOf(lengths, capacity);
    } else if (lengths.length < starts.length) {
      lengths = Arrays.copyOf(lengths, starts.length);
    }
    int[] runStarts = run.starts();
    int position = batch.byteLength;
    for (int i = 0; i < count; i++) {
      int row = first + step * i;
      starts[at + i] = position;
      lengths[at + i] = runStarts[row + 1] - runStarts[row];
      position += lengths[at + i];
    }
    if (columns == Columns.ALL) {
      if (bytes.length < position) {
        bytes =
            Arrays.copyOf(
                bytes, Math.max(position, (int) Math.min(1 << 30, 2L * batch.byteLength)));
      }
      byte[] lines = run.lines();
      if (step > 0) {
        System.arraycopy(
            lines, runStarts[first], bytes, batch.byteLength, position - batch.byteLength);
      } else {
        for (int i = 0; i < count; i++) {
          System.arraycopy(lines, runStarts[first - i], bytes, starts[at + i], lengths[at + i]);
        }
      }
      batch.bytes = bytes;
    }
    batch.starts = starts;
    batch.lengths = lengths;
    batch.byteLength = position;
  }

  private void appendMetadata(
      EntryBatch batch, @Nullable MetadataColumn column, int first, int step, int count) {
    int at = batch.size;
    if (metadataStarts.length < at + count + 1) {
      metadataStarts =
          Arrays.copyOf(metadataStarts, Math.max(64, Math.max(at + count + 1, 2 * at)));
    }
    if (!batch.hasMetadata) {
      Arrays.fill(metadataStarts, 0, at + 1, 0);
    }
    int pair = metadataStarts[at];
    for (int i = 0; i < count; i++) {
      if (column != null) {
        int row = first + step * i;
        for (int p = column.starts()[row]; p < column.starts()[row + 1]; p++) {
          copyPair(column, p, pair++);
        }
      }
      metadataStarts[at + i + 1] = pair;
    }
    batch.hasMetadata |= pair > 0;
    batch.metadataStarts = metadataStarts;
    batch.metadataPairs = metadataPairs;
    batch.metadataBytes = metadataBytes;
  }

  private void copyPair(MetadataColumn column, int from, int to) {
    if (4 * to + 4 > metadataPairs.length) {
      metadataPairs = Arrays.copyOf(metadataPairs, Math.max(64, 8 * to));
    }
    for (int part = 0; part < 4; part += 2) {
      int length = column.pairs()[4 * from + part + 1];
      if (metadataLength + length > metadataBytes.length) {
        metadataBytes = Arrays.copyOf(metadataBytes, Math.max(256, 2 * (metadataLength + length)));
      }
      System.arraycopy(
          column.bytes(), column.pairs()[4 * from + part], metadataBytes, metadataLength, length);
      metadataPairs[4 * to + part] = metadataLength;
      metadataPairs[4 * to + part + 1] = length;
      metadataLength += length;
    }
  }
}
