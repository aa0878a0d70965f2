package io.trivet.logs;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.index.Catalogue;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.logs.block.LogBlock;
import io.trivet.logs.head.Head;
import io.trivet.logs.head.HeadStreamSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/// Reads heads and blocks together.
final class StoreQuerier implements LogQuerier {
  private static final int CHECK_STREAMS = 1024;

  private final LogStore store;

  StoreQuerier(LogStore store) {
    this.store = store;
  }

  @Override
  public StreamSelection select(QueryContext context, LogScan scan) {
    StoreView view = store.view(scan.range());
    try {
      Map<Labels, List<StreamRuns>> found = new HashMap<>();
      for (LogBlock block : view.blocks()) {
        context.statistics().blocksRead().increment();
        RoaringBitmap ordinals =
            block.select(context, scan.matchers(), scan.range().min(), scan.range().max());
        forEachStream(
            context,
            block,
            ordinals,
            (labels, ordinal) ->
                found
                    .computeIfAbsent(labels, key -> new ArrayList<>(2))
                    .add(new StreamRuns.InBlock(block, ordinal)));
        context.checkSeries(found.size());
      }
      for (Head head : view.heads()) {
        RoaringBitmap numbers = head.select(context, scan.matchers());
        for (HeadStreamSnapshot entries :
            head.snapshots(numbers, scan.range().min(), scan.range().max())) {
          found
              .computeIfAbsent(head.labels(entries.number()), key -> new ArrayList<>(2))
              .add(new StreamRuns.InHead(entries));
        }
        context.check();
        context.checkSeries(found.size());
      }
      List<Map.Entry<Labels, List<StreamRuns>>> streams = new ArrayList<>(found.entrySet());
      streams.sort(Map.Entry.comparingByKey());
      context.statistics().seriesTouched().add(streams.size());
      return new MergedSelection(store, context, scan, view, streams);
    } catch (IOException e) {
      view.close();
      throw unreadable(e);
    } catch (RuntimeException | Error e) {
      view.close();
      throw e;
    }
  }

  private static TrivetException unreadable(IOException e) {
    return new TrivetException(ErrorKind.INTERNAL, "a block of the log store cannot be read", e);
  }

  private interface StreamConsumer {
    void accept(Labels labels, int ordinal);
  }

  private static void forEachStream(
      QueryContext context, LogBlock block, RoaringBitmap ordinals, StreamConsumer action)
      throws IOException {
    Catalogue.LabelReader reader = block.catalogue().labelReader();
    PeekableIntIterator iterator = ordinals.getIntIterator();
    for (int n = 0; iterator.hasNext(); n++) {
      if (n % CHECK_STREAMS == 0) {
        context.check();
      }
      int ordinal = iterator.next();
      action.accept(reader.labels(ordinal), ordinal);
    }
  }

  private interface Source {
    void block(LogBlock block, RoaringBitmap ordinals) throws IOException;

    void head(Head head, RoaringBitmap numbers) throws IOException;
  }

  /// Calls with the streams that satisfy all matchers of at least one list (all if there is no
  /// list) and have entries in the range.
  private void forEachSource(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range, Source source) {
    List<List<LabelMatcher>> wanted = selectors.isEmpty() ? List.of(List.of()) : selectors;
    try (StoreView view = store.view(range)) {
      for (LogBlock block : view.blocks()) {
        context.check();
        RoaringBitmap ordinals = new RoaringBitmap();
        for (List<LabelMatcher> matchers : wanted) {
          ordinals.or(block.select(context, matchers, range.min(), range.max()));
        }
        source.block(block, ordinals);
      }
      for (Head head : view.heads()) {
        context.check();
        RoaringBitmap numbers = new RoaringBitmap();
        for (List<LabelMatcher> matchers : wanted) {
          numbers.or(head.select(context, matchers));
        }
        source.head(head, head.withEntries(numbers, range.min(), range.max()));
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public List<String> labelNames(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    Set<String> names = new TreeSet<>(Labels::compareText);
    forEachSource(
        context,
        selectors,
        range,
        new Source() {
          @Override
          public void block(LogBlock block, RoaringBitmap ordinals) throws IOException {
            names.addAll(block.catalogue().labelNames(ordinals));
          }

          @Override
          public void head(Head head, RoaringBitmap numbers) {
            names.addAll(head.labelNames(numbers));
          }
        });
    return List.copyOf(names);
  }

  @Override
  public List<String> labelValues(
      QueryContext context, String name, List<List<LabelMatcher>> selectors, TimeRange range) {
    Set<String> values = new TreeSet<>(Labels::compareText);
    forEachSource(
        context,
        selectors,
        range,
        new Source() {
          @Override
          public void block(LogBlock block, RoaringBitmap ordinals) throws IOException {
            values.addAll(block.catalogue().labelValues(name, ordinals));
          }

          @Override
          public void head(Head head, RoaringBitmap numbers) {
            values.addAll(head.labelValues(name, numbers));
          }
        });
    return List.copyOf(values);
  }

  @Override
  public List<Labels> series(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    Set<Labels> found = collect(context, selectors, range);
    List<Labels> sorted = new ArrayList<>(found);
    sorted.sort(null);
    return sorted;
  }

  private Set<Labels> collect(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    Set<Labels> found = new HashSet<>();
    forEachSource(
        context,
        selectors,
        range,
        new Source() {
          @Override
          public void block(LogBlock block, RoaringBitmap ordinals) throws IOException {
            forEachStream(context, block, ordinals, (labels, ordinal) -> found.add(labels));
            context.checkSeries(found.size());
          }

          @Override
          public void head(Head head, RoaringBitmap numbers) {
            numbers.forEach((int number) -> found.add(head.labels(number)));
            context.checkSeries(found.size());
          }
        });
    return found;
  }

  @Override
  public LogVolume volume(QueryContext context, List<LabelMatcher> matchers, TimeRange range) {
    long[] sum = new long[3];
    Set<Labels> streams = new HashSet<>();
    forEachSource(
        context,
        List.of(matchers),
        range,
        new Source() {
          @Override
          public void block(LogBlock block, RoaringBitmap ordinals) throws IOException {
            add(block.volume(ordinals, range.min(), range.max()));
            forEachStream(context, block, ordinals, (labels, ordinal) -> streams.add(labels));
          }

          @Override
          public void head(Head head, RoaringBitmap numbers) {
            add(head.volume(numbers, range.min(), range.max()));
            numbers.forEach((int number) -> streams.add(head.labels(number)));
          }

          private void add(long[] part) {
            for (int i = 0; i < sum.length; i++) {
              sum[i] += part[i];
            }
          }
        });
    return new LogVolume(streams.size(), sum[2], sum[0], sum[1]);
  }

  @Override
  public AutoCloseable follow(List<LabelMatcher> matchers, Consumer<EntryBatch> listener) {
    return store.followers().add(matchers, listener);
  }
}
