package io.trivet.metrics.store;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.SeriesSelection;
import io.trivet.metrics.head.HeadView;
import io.trivet.metrics.series.MergedSelection;
import io.trivet.metrics.series.SeriesSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.roaringbitmap.RoaringBitmap;

/// Reads head and blocks as one. Each call sees them as they are at one moment.
final class StoreQuerier implements MetricsQuerier {
  private final TimeSeriesStore store;

  StoreQuerier(TimeSeriesStore store) {
    this.store = store;
  }

  @Override
  public SeriesSelection select(
      QueryContext context, List<LabelMatcher> matchers, TimeRange range) {
    HeadView view = store.view();
    List<SeriesSource> sources = List.of(view.select(context, matchers, range.min(), range.max()));
    return new MergedSelection(context, sources, range, () -> {});
  }

  private static RoaringBitmap united(
      QueryContext context, HeadView view, List<List<LabelMatcher>> selectors, TimeRange range) {
    RoaringBitmap all = new RoaringBitmap();
    for (List<LabelMatcher> matchers : selectors.isEmpty() ? List.of(List.<LabelMatcher>of()) : selectors) {
      all.or(view.selectSeries(context, matchers, range.min(), range.max()));
    }
    return all;
  }

  @Override
  public List<String> labelNames(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    HeadView view = store.view();
    return view.index().labelNames(united(context, view, selectors, range));
  }

  @Override
  public List<String> labelValues(
      QueryContext context, String name, List<List<LabelMatcher>> selectors, TimeRange range) {
    HeadView view = store.view();
    return view.index().labelValues(name, united(context, view, selectors, range));
  }

  @Override
  public List<Labels> series(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    HeadView view = store.view();
    SortedSet<Labels> found = new TreeSet<>();
    united(context, view, selectors, range).forEach((int series) -> found.add(view.labels(series)));
    return List.copyOf(found);
  }

  @Override
  public Map<Labels, List<Exemplar>> exemplars(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    HeadView view = store.view();
    RoaringBitmap wanted = new RoaringBitmap();
    for (List<LabelMatcher> matchers : selectors) {
      wanted.or(view.index().select(matchers));
    }
    wanted.and(view.withExemplars());
    Map<Labels, List<Exemplar>> found = new TreeMap<>();
    for (var it = wanted.getIntIterator(); it.hasNext(); ) {
      int series = it.next();
      List<Exemplar> of = new ArrayList<>(view.exemplars(series, range.min(), range.max()));
      of.sort(Comparator.comparingLong(Exemplar::timestampMs));
      if (!of.isEmpty()) {
        found.put(view.labels(series), of);
      }
    }
    return found;
  }

  @Override
  public Map<String, List<MetricMetadata>> metadata() {
    return store.metadataTable().all();
  }
}
