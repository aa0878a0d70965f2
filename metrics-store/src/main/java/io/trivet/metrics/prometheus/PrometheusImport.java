package io.trivet.metrics.prometheus;

import io.trivet.core.block.Ulid;
import io.trivet.core.disk.Disk;
import io.trivet.metrics.store.BlockImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Brings the data of a Prometheus server into a store which nobody has open. What is there already
/// is left out, so that an import may be repeated. Owned by one thread.
///
/// Each block becomes one of the same ULID; its sources are noted as in Prometheus. So a block is
/// known again after compaction here and after compaction there.
public final class PrometheusImport {
  private final Disk disk;
  private final BlockImport target;
  private final TransferProgress progress;

  public PrometheusImport(Disk disk, BlockImport target, TransferProgress progress) {
    this.disk = disk;
    this.target = target;
    this.progress = progress;
  }

  /// A block that was found.
  private record Found(Path directory, TsdbMeta meta) {}

  /// What else an import needs to know.
  ///
  /// @param withLog whether to read the write-ahead log
  /// @param blockRangeMs range of the blocks made of the write-ahead log
  /// @param memoryBytes samples of the log held in memory, about
  public record Settings(boolean withLog, long blockRangeMs, long memoryBytes) {}

  /// Imports a data directory of Prometheus, a snapshot of one, or a single block.
  ///
  /// @throws io.trivet.core.disk.CorruptFileException with file and offset where a file is damaged;
  ///   blocks before it are imported
  /// @throws IOException also if there is nothing of Prometheus
  public ImportSummary run(Path directory, Settings settings) throws IOException {
    List<Found> blocks = find(directory);
    WalFiles log = WalFiles.find(disk, directory);
    if (blocks.isEmpty() && log.isEmpty()) {
      throw new IOException(
          directory + " holds no data of Prometheus: no directory of a block and no wal");
    }
    Set<String> known = target.sources();
    Set<String> shared = sharedSources(blocks);
    ImportSummary sum = ImportSummary.NOTHING;
    int number = 0;
    for (Found block : blocks) {
      String where = "block " + block.meta().ulid() + " (" + ++number + "/" + blocks.size() + ")";
      List<String> sources = sources(block.meta(), shared);
      if (known.contains(block.meta().ulid()) || known.containsAll(sources)) {
        progress.note(where + ": is there already");
        sum = sum.plus(new ImportSummary(0, 1, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE));
        continue;
      }
      ImportSummary one =
          new BlockCopy(disk, block.directory(), block.meta(), progress).copy(target, sources);
      progress.note(where + ": " + one.series() + " series, " + one.samples() + " samples");
      sum = sum.plus(one);
    }
    if (!settings.withLog() || log.isEmpty()) {
      return sum;
    }
    return sum.plus(
        new WalImport(disk, target, progress, settings).run(log, endOfBlocks(blocks), known));
  }

  private List<Found> find(Path directory) throws IOException {
    List<Found> found = new ArrayList<>();
    Set<String> replaced = new HashSet<>();
    List<Path> candidates = new ArrayList<>();
    if (disk.exists(directory.resolve(TsdbMeta.FILE))) {
      candidates.add(directory);
    } else {
      candidates.addAll(disk.list(directory));
    }
    for (Path path : candidates) {
      boolean isBlock = path.equals(directory) || Ulid.isUlid(String.valueOf(path.getFileName()));
      if (isBlock && disk.isDirectory(path)) {
        TsdbMeta meta = TsdbMeta.read(disk, path);
        found.add(new Found(path, meta));
        meta.compaction().parents().forEach(parent -> replaced.add(parent.ulid()));
      }
    }
    // A compaction that was interrupted leaves what it has replaced.
    found.removeIf(block -> replaced.contains(block.meta().ulid()));
    return found;
  }

  /// Sources which several blocks name: those were split, and none of them replaces the others.
  private static Set<String> sharedSources(List<Found> blocks) {
    Map<String, Integer> counts = new HashMap<>();
    for (Found block : blocks) {
      for (String source : new HashSet<>(block.meta().compaction().sources())) {
        counts.merge(source, 1, Integer::sum);
      }
    }
    counts.values().removeIf(count -> count == 1);
    return counts.keySet();
  }

  private static List<String> sources(TsdbMeta meta, Set<String> shared) {
    List<String> sources = meta.compaction().sources();
    boolean own = sources.isEmpty() || sources.stream().anyMatch(shared::contains);
    return own ? List.of(meta.ulid()) : sources;
  }

  /// Where the samples begin which are in the log only: Prometheus, too, reads no older ones.
  private static long endOfBlocks(List<Found> blocks) {
    return blocks.stream()
        .map(Found::meta)
        .filter(meta -> !meta.isOutOfOrder())
        .mapToLong(TsdbMeta::maxTime)
        .max()
        .orElse(Long.MIN_VALUE);
  }
}
