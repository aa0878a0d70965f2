package io.trivet.logs.logql.pipeline;

import io.trivet.logs.EntryBatch;
import io.trivet.logs.logql.text.ByteSearch;
import java.util.Arrays;
import java.util.List;

/// Leading line filters over a whole page: the most telling text is searched once through all lines
/// of the page, and only lines that have it are looked at one by one.
final class PageFilter {
  private final List<LineFilterStage> filters;
  private final byte[] needle;
  private final int needleFilter;

  PageFilter(List<LineFilterStage> filters) {
    this.filters = filters;
    byte[] longest = {};
    int owner = -1;
    for (int i = 0; i < filters.size(); i++) {
      byte[] candidate = needle(filters.get(i));
      if (candidate.length > longest.length) {
        longest = candidate;
        owner = i;
      }
    }
    this.needle = longest;
    this.needleFilter = owner;
  }

  /// A text every line contains that passes the filter, empty if none is known.
  static byte[] needle(LineFilterStage filter) {
    if (filter.isNegative() || filter.matchers().size() != 1) {
      return new byte[0];
    }
    List<byte[]> needles = filter.matchers().getFirst().needles();
    return needles.size() == 1 ? needles.getFirst() : new byte[0];
  }

  boolean isEmpty() {
    return filters.isEmpty();
  }

  /// Writes the positions of entries that pass all filters, in order.
  ///
  /// @param selected at least as long as the batch
  /// @return how many there are
  int select(EntryBatch batch, int[] selected) {
    int count = candidates(batch, selected);
    for (int f = 0; f < filters.size() && count > 0; f++) {
      LineFilterStage filter = filters.get(f);
      boolean known = f == needleFilter && filter.matchers().getFirst().isExact();
      if (known) {
        continue;
      }
      int kept = 0;
      for (int i = 0; i < count; i++) {
        int index = selected[i];
        int from = batch.starts[index];
        if (filter.test(batch.bytes, from, from + batch.lengths[index])) {
          selected[kept++] = index;
        }
      }
      count = kept;
    }
    return count;
  }

  private int candidates(EntryBatch batch, int[] selected) {
    if (needle.length == 0) {
      for (int i = 0; i < batch.size; i++) {
        selected[i] = i;
      }
      return batch.size;
    }
    boolean ascending = batch.size < 2 || batch.starts[0] <= batch.starts[batch.size - 1];
    int count = 0;
    int line = ascending ? 0 : batch.size - 1;
    int step = ascending ? 1 : -1;
    int at = lowest(batch, line);
    int end = batch.starts[ascending ? batch.size - 1 : 0];
    end += batch.lengths[ascending ? batch.size - 1 : 0];
    while (line >= 0 && line < batch.size) {
      at = ByteSearch.indexOf(batch.bytes, at, end, needle);
      if (at < 0) {
        break;
      }
      while (batch.starts[line] + batch.lengths[line] <= at) {
        line += step;
      }
      if (at < batch.starts[line]) {
        // Between two lines.
        at = batch.starts[line];
      } else if (at + needle.length <= batch.starts[line] + batch.lengths[line]) {
        selected[count++] = line;
        line += step;
        at = line >= 0 && line < batch.size ? batch.starts[line] : end;
      } else {
        // Over the end of the line.
        line += step;
        at = line >= 0 && line < batch.size ? batch.starts[line] : end;
      }
    }
    if (!ascending) {
      reverse(selected, count);
    }
    return count;
  }

  private static int lowest(EntryBatch batch, int line) {
    return batch.size == 0 ? 0 : batch.starts[line];
  }

  private static void reverse(int[] values, int count) {
    for (int i = 0, j = count - 1; i < j; i++, j--) {
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  @Override
  public String toString() {
    return "PageFilter[" + filters.size() + ", " + Arrays.toString(needle) + "]";
  }
}
