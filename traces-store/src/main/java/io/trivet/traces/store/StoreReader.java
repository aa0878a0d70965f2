package io.trivet.traces.store;

import io.trivet.core.block.BlockSet;
import io.trivet.core.query.QueryContext;
import io.trivet.traces.SpanScan;
import io.trivet.traces.SpanTable;
import io.trivet.traces.TraceQuerier;
import io.trivet.traces.block.TraceBlock;
import io.trivet.traces.column.StoredSpans;
import io.trivet.traces.column.TraceEncoder;
import io.trivet.traces.head.RowsTable;
import io.trivet.traces.head.SpanRows;
import io.trivet.traces.otlp.SpanReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads heads and blocks as one. A trace that lies in several of them is put together before a
/// table is handed out: its spans come in a table of their own, and the other tables are seen
/// without it.
final class StoreReader implements TraceQuerier {
  private final ReentrantLock lock;
  private final Supplier<List<Head>> heads;
  private final BlockSet<StoredBlock> blocks;

  /// @param heads the heads there are, newest first; called with the lock held
  StoreReader(ReentrantLock lock, Supplier<List<Head>> heads, BlockSet<StoredBlock> blocks) {
    this.lock = lock;
    this.heads = heads;
    this.blocks = blocks;
  }

  /// Everything there was at one moment.
  ///
  /// @param tables of the heads, newest first
  private record Sources(
      List<RowsTable> tables,
      List<Map<TraceId, int[]>> splitRows,
      Set<TraceId> split,
      BlockSet<StoredBlock>.Lease lease) {}

  private Sources sources() {
    lock.lock();
    try {
      List<RowsTable> tables = new ArrayList<>();
      List<Map<TraceId, int[]>> splitRows = new ArrayList<>();
      BlockSet<StoredBlock>.Lease lease = blocks.lease(meta -> true);
      Set<TraceId> split = new HashSet<>();
      lease.blocks().forEach(block -> split.addAll(block.split()));
      heads.get().forEach(head -> split.addAll(head.split));
      for (Head head : heads.get()) {
        Map<TraceId, int[]> rows = new HashMap<>();
        for (TraceId id : split) {
          int[] found = head.rows.rowsOf(id.high(), id.low());
          if (found.length > 0) {
            rows.put(id, found);
          }
        }
        tables.add(head.rows.snapshot());
        splitRows.add(rows);
      }
      return new Sources(tables, splitRows, split, lease);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public byte @Nullable [] trace(QueryContext context, long idHigh, long idLow) {
    List<TraceEncoder.Slice> slices = new ArrayList<>();
    BlockSet<StoredBlock>.Lease lease;
    lock.lock();
    try {
      lease = blocks.lease(meta -> true);
      for (Head head : heads.get()) {
        int[] rows = head.rows.rowsOf(idHigh, idLow);
        if (rows.length > 0) {
          slices.add(new TraceEncoder.Slice(head.rows.snapshot(), rows));
        }
      }
    } finally {
      lock.unlock();
    }
    try (lease) {
      for (StoredBlock block : lease.blocks()) {
        TraceBlock.Found found = block.block().trace(idHigh, idLow);
        if (found != null) {
          slices.add(new TraceEncoder.Slice(found.table(), found.table().rowsOf(found.trace())));
        }
      }
      context.check();
      return slices.isEmpty() ? null : TraceEncoder.encode(idHigh, idLow, slices);
    }
  }

  @Override
  public boolean has(long idHigh, long idLow) {
    BlockSet<StoredBlock>.Lease lease;
    lock.lock();
    try {
      for (Head head : heads.get()) {
        if (head.rows.has(idHigh, idLow)) {
          return true;
        }
      }
      lease = blocks.lease(meta -> true);
    } finally {
      lock.unlock();
    }
    try (lease) {
      return lease.blocks().stream().anyMatch(block -> block.block().find(idHigh, idLow) >= 0);
    }
  }

  @Override
  public void scan(QueryContext context, SpanScan scan, Predicate<SpanTable> visitor) {
    Sources sources = sources();
    try (BlockSet<StoredBlock>.Lease lease = sources.lease) {
      Merged merged = merge(context, sources);
      if (merged.table != null && !visitor.test(merged.table)) {
        return;
      }
      for (int i = 0; i < sources.tables.size(); i++) {
        RowsTable table = sources.tables.get(i);
        context.check();
        if (table.size() > 0 && !visit(table, merged.ofHeads.getOrDefault(i, Set.of()), visitor)) {
          return;
        }
      }
      List<StoredBlock> found = new ArrayList<>(lease.blocks());
      found.sort((a, b) -> Long.compare(b.meta().maxTime(), a.meta().maxTime()));
      for (StoredBlock block : found) {
        for (StoredSpans table : block.block().tables(scan.range().min(), scan.range().max())) {
          context.check();
          Place place = new Place(block.meta().ulid(), TraceBlock.groupOf(table));
          if (!visit(table, merged.ofGroups.getOrDefault(place, Set.of()), visitor)) {
            return;
          }
        }
        context.statistics().blocksRead().increment();
      }
    }
  }

  private static boolean visit(
      SpanTable table, Set<Integer> without, Predicate<SpanTable> visitor) {
    return visitor.test(without.isEmpty() ? table : new FilteredTable(table, without));
  }

  /// A row group of a block.
  private record Place(String ulid, int group) {}

  /// The traces which lie in several places, put together, and where they must be left out.
  private static final class Merged {
    @Nullable SpanTable table;
    final Map<Integer, Set<Integer>> ofHeads = new HashMap<>();
    final Map<Place, Set<Integer>> ofGroups = new HashMap<>();
  }

  private static Merged merge(QueryContext context, Sources sources) {
    Merged merged = new Merged();
    if (sources.split.isEmpty()) {
      return merged;
    }
    SpanRows rows = new SpanRows(Integer.MAX_VALUE, (high, low) -> {});
    SpanReader reader = new SpanReader();
    long held = 0;
    for (TraceId id : sources.split) {
      context.check();
      List<TraceEncoder.Slice> slices = new ArrayList<>();
      Map<Integer, Integer> inHeads = new HashMap<>();
      for (int i = 0; i < sources.tables.size(); i++) {
        int[] found = sources.splitRows.get(i).get(id);
        if (found != null) {
          RowsTable table = sources.tables.get(i);
          slices.add(new TraceEncoder.Slice(table, found));
          inHeads.put(i, table.traceOf(found[0]));
        }
      }
      Map<Place, Integer> inGroups = new HashMap<>();
      for (StoredBlock block : sources.lease.blocks()) {
        TraceBlock.Found found = block.block().trace(id.high(), id.low());
        if (found != null) {
          StoredSpans table = found.table();
          slices.add(new TraceEncoder.Slice(table, table.rowsOf(found.trace())));
          inGroups.put(new Place(block.meta().ulid(), TraceBlock.groupOf(table)), found.trace());
        }
      }
      if (slices.size() < 2) {
        continue;
      }
      byte[] bytes = TraceEncoder.encode(id.high(), id.low(), slices);
      held += 2L * bytes.length;
      context.holdMemory(2L * bytes.length);
      reader.read(bytes, 0, bytes.length, rows);
      inHeads.forEach(
          (head, trace) -> merged.ofHeads.computeIfAbsent(head, h -> new HashSet<>()).add(trace));
      inGroups.forEach((place, trace) ->
          merged.ofGroups.computeIfAbsent(place, p -> new HashSet<>()).add(trace));
    }
    merged.table = rows.size() == 0 ? null : rows.snapshot();
    context.holdMemory(-held);
    return merged;
  }
}
