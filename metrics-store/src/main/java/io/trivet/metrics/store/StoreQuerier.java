package io.trivet.metrics.store;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.SeriesSelection;
import io.trivet.metrics.block.v1.BlockSource;
import io.trivet.metrics.block.v1.MetricsBlock;
import io.trivet.metrics.head.HeadView;
import io.trivet.metrics.series.MergedSelection;
import io.trivet.metrics.series.SeriesSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/// Reads head and blocks as one. Each call sees them as they are at one moment.
final class StoreQuerier implements MetricsQuerier {
  private static final List<List<LabelMatcher>> EVERYTHING = List.of(List.of());

  /// What an entry of a sorted set takes.
  private static final long ROW_BYTES = 64;

  private static final long POINTER_BYTES = 8;
  private static final long EXEMPLAR_BYTES = 500;

  private final TimeSeriesStore store;

  StoreQuerier(TimeSeriesStore store) {
    this.store = store;
  }

  @Override
  public SeriesSelection select(
      QueryContext context, List<LabelMatcher> matchers, TimeRange range) {
    StoreView view = store.view(range);
    try {
      List<SeriesSource> sources = new ArrayList<>();
      SeriesSource head = view.head().select(context, matchers, range.min(), range.max());
      if (head.size() > 0) {
        sources.add(head);
      }
      for (MetricsBlock block : view.blocks().reversed()) {
        context.check();
        RoaringBitmap selected = block.select(matchers, context);
        if (!selected.isEmpty()) {
          sources.add(new BlockSource(context, block, selected));
        }
      }
      MergedSelection merged = new MergedSelection(context, sources, range, view::close);
      context.statistics().seriesTouched().add(merged.size());
      return merged;
    } catch (IOException e) {
      view.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      view.close();
      throw e;
    }
  }

  /// Series of a block which satisfy one of the selectors; null stands for all.
  private static @Nullable RoaringBitmap united(
      QueryContext context, MetricsBlock block, List<List<LabelMatcher>> selectors)
      throws IOException {
    if (selectors.isEmpty() && block.isWhole()) {
      return null;
    }
    RoaringBitmap all = new RoaringBitmap();
    for (List<LabelMatcher> matchers : selectors.isEmpty() ? EVERYTHING : selectors) {
      all.or(block.select(matchers, context));
    }
    return all;
  }

  private static RoaringBitmap united(
      QueryContext context, HeadView head, List<List<LabelMatcher>> selectors, TimeRange range) {
    RoaringBitmap all = new RoaringBitmap();
    for (List<LabelMatcher> matchers : selectors.isEmpty() ? EVERYTHING : selectors) {
      all.or(head.selectSeries(context, matchers, range.min(), range.max()));
    }
    return all;
  }

  /// Collects texts from the head and from one block.
  private interface Collector {
    Collection<String> fromHead(HeadView head, RoaringBitmap within);

    Collection<String> fromBlock(MetricsBlock block, @Nullable RoaringBitmap within)
        throws IOException;
  }

  private List<String> collect(
      QueryContext context,
      List<List<LabelMatcher>> selectors,
      TimeRange range,
      Collector collector) {
    try (StoreView view = store.view(range)) {
      Set<String> found = new TreeSet<>(Labels::compareText);
      RoaringBitmap ofHead = united(context, view.head(), selectors, range);
      if (!ofHead.isEmpty()) {
        add(context, collector.fromHead(view.head(), ofHead), found);
      }
      for (MetricsBlock block : view.blocks()) {
        context.check();
        add(context, collector.fromBlock(block, united(context, block, selectors)), found);
      }
      return List.copyOf(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(QueryContext context, Collection<String> texts, Set<String> found) {
    context.holdMemory(POINTER_BYTES * texts.size());
    for (String text : texts) {
      if (found.add(text)) {
        context.holdMemory(ROW_BYTES + text.length());
      }
    }
  }

  @Override
  public List<String> labelNames(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    return collect(
        context,
        selectors,
        range,
        new Collector() {
          @Override
          public Collection<String> fromHead(HeadView head, RoaringBitmap within) {
            return head.index().labelNames(within);
          }

          @Override
          public Collection<String> fromBlock(MetricsBlock block, @Nullable RoaringBitmap within)
              throws IOException {
            return block.catalogue().labelNames(within);
          }
        });
  }

  @Override
  public List<String> labelValues(
      QueryContext context, String name, List<List<LabelMatcher>> selectors, TimeRange range) {
    return collect(
        context,
        selectors,
        range,
        new Collector() {
          @Override
          public Collection<String> fromHead(HeadView head, RoaringBitmap within) {
            return head.index().labelValues(name, within);
          }

          @Override
          public Collection<String> fromBlock(MetricsBlock block, @Nullable RoaringBitmap within)
              throws IOException {
            return block.catalogue().labelValues(name, within);
          }
        });
  }

  @Override
  public List<Labels> series(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    Set<Labels> found = new TreeSet<>();
    for (List<LabelMatcher> matchers : selectors.isEmpty() ? EVERYTHING : selectors) {
      try (SeriesSelection selection = select(context, matchers, range)) {
        for (int i = 0; i < selection.size(); i++) {
          if ((i & 0xfff) == 0xfff) {
            context.check();
          }
          Labels labels = selection.labels(i);
          if (found.add(labels)) {
            context.holdMemory(ROW_BYTES + labels.heapBytes());
          }
        }
      }
    }
    return List.copyOf(found);
  }

  @Override
  public Map<Labels, List<Exemplar>> exemplars(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    Map<Labels, Set<Exemplar>> found = new TreeMap<>();
    try (StoreView view = store.view(range)) {
      HeadView head = view.head();
      RoaringBitmap wanted = new RoaringBitmap();
      for (List<LabelMatcher> matchers : selectors) {
        wanted.or(head.index().select(matchers, context));
      }
      wanted.and(head.withExemplars());
      for (var it = wanted.getIntIterator(); it.hasNext(); ) {
        int series = it.next();
        List<Exemplar> of = head.exemplars(series, range.min(), range.max());
        if (!of.isEmpty()) {
          context.check();
          context.holdMemory(EXEMPLAR_BYTES * of.size());
          found.computeIfAbsent(head.labels(series), k -> new LinkedHashSet<>()).addAll(of);
        }
      }
      for (MetricsBlock block : view.blocks()) {
        context.check();
        if (block.meta().count("exemplars") > 0) {
          RoaringBitmap selected = new RoaringBitmap();
          for (List<LabelMatcher> matchers : selectors) {
            selected.or(block.catalogue().select(matchers, context));
          }
          var labels = block.catalogue().labelReader();
          for (var of : block.exemplars(selected, range).entrySet()) {
            context.check();
            context.holdMemory(EXEMPLAR_BYTES * of.getValue().size());
            found
                .computeIfAbsent(labels.labels(of.getKey()), k -> new LinkedHashSet<>())
                .addAll(of.getValue());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<Labels, List<Exemplar>> sorted = new TreeMap<>();
    found.forEach((labels, exemplars) -> {
      List<Exemplar> list = new ArrayList<>(exemplars);
      list.sort(Comparator.comparingLong(Exemplar::timestampMs));
      sorted.put(labels, list);
    });
    return sorted;
  }

  @Override
  public Map<String, List<MetricMetadata>> metadata() {
    return store.metadataTable().all();
  }
}
