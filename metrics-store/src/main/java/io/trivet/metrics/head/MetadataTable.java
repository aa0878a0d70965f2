package io.trivet.metrics.head;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.disk.CheckedFileReader;
import io.trivet.core.disk.CheckedFileWriter;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.FileFormat;
import io.trivet.metrics.MetricMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Metadata by metric name, newest first. Kept in a file which is written anew before the journal
/// is cut off.
///
/// ```text
/// payload of metadata.v1 = names (varint), each: name  entries (varint), each: type, help, unit
/// ```
///
/// Safe for use from any thread.
public final class MetadataTable {
  private static final FileFormat FORMAT = new FileFormat("MMET", 1);
  public static final String FILE = "metadata.v1";
  private static final int MAX_FILE_BYTES = 1 << 30;
  private static final int MAX_NAMES = 1_000_000;
  private static final int MAX_ENTRIES = 8;

  private final Disk disk;
  private final Path directory;
  private final Map<String, List<MetricMetadata>> byName = new LinkedHashMap<>();
  private boolean changed;

  private MetadataTable(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  public static MetadataTable open(Disk disk, Path directory) throws IOException {
    MetadataTable table = new MetadataTable(disk, directory);
    Path file = directory.resolve(FILE);
    if (disk.exists(file)) {
      try (CheckedFileReader reader = new CheckedFileReader(disk, file, FORMAT)) {
        table.read(new BytesReader(reader.readAll(MAX_FILE_BYTES)));
      }
    }
    return table;
  }

  private void read(BytesReader in) {
    int names = in.getLength(in.remaining());
    for (int i = 0; i < names; i++) {
      String name = in.getString();
      int entries = in.getLength(in.remaining());
      List<MetricMetadata> all = new ArrayList<>();
      for (int j = 0; j < entries; j++) {
        all.add(new MetricMetadata(in.getString(), in.getString(), in.getString()));
      }
      byName.put(name, all);
    }
  }

  /// Remembers metadata as the newest of its name. Beyond a million names or eight different
  /// entries of a name the new ones are ignored or the oldest are forgotten.
  synchronized void add(String metricName, MetricMetadata metadata) {
    List<MetricMetadata> all = byName.get(metricName);
    if (all == null) {
      if (byName.size() >= MAX_NAMES) {
        return;
      }
      all = new ArrayList<>(1);
      byName.put(metricName, all);
    }
    if (!all.isEmpty() && all.getFirst().equals(metadata)) {
      return;
    }
    all.remove(metadata);
    all.addFirst(metadata);
    if (all.size() > MAX_ENTRIES) {
      all.removeLast();
    }
    changed = true;
  }

  /// A copy of everything.
  public synchronized Map<String, List<MetricMetadata>> all() {
    Map<String, List<MetricMetadata>> copy = new LinkedHashMap<>();
    byName.forEach((name, entries) -> copy.put(name, List.copyOf(entries)));
    return copy;
  }

  /// Whether it says this of a metric already.
  synchronized boolean has(String metricName, MetricMetadata metadata) {
    List<MetricMetadata> all = byName.get(metricName);
    return all != null && all.getFirst().equals(metadata);
  }

  /// Writes the file if something has changed.
  public void save() throws IOException {
    BytesWriter out = new BytesWriter(64 * 1024);
    synchronized (this) {
      if (!changed) {
        return;
      }
      out.putVarint(byName.size());
      byName.forEach((name, entries) -> {
        out.putString(name);
        out.putVarint(entries.size());
        for (MetricMetadata entry : entries) {
          out.putString(entry.type());
          out.putString(entry.help());
          out.putString(entry.unit());
        }
      });
      changed = false;
    }
    Path temporary = directory.resolve(FILE + ".tmp");
    disk.delete(temporary);
    try (CheckedFileWriter writer = new CheckedFileWriter(disk, temporary, FORMAT)) {
      writer.write(out);
      writer.finish();
    } catch (IOException e) {
      synchronized (this) {
        changed = true;
      }
      throw e;
    }
    disk.publish(temporary, directory.resolve(FILE));
  }
}
