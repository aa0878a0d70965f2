package io.trivet.metrics.promql.column;

import io.trivet.metrics.SampleBuffer;
import java.util.ArrayList;
import java.util.List;

/// Reusable buffers of one worker thread.
public final class Scratch {
  private final List<SampleBuffer> buffers = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();

  public SampleBuffer takeBuffer() {
    return buffers.isEmpty() ? new SampleBuffer() : buffers.removeLast();
  }

  public void give(SampleBuffer buffer) {
    buffers.add(buffer);
  }

  /// A column with nothing in it.
  public Column takeColumn(int count) {
    for (int i = columns.size() - 1; i >= 0; i--) {
      if (columns.get(i).count == count) {
        Column column = columns.remove(i);
        column.clear();
        return column;
      }
    }
    return new Column(count);
  }

  public void give(Column column) {
    columns.add(column);
  }
}
