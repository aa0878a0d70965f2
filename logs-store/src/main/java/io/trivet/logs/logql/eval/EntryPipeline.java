package io.trivet.logs.logql.eval;

import io.trivet.logs.EntryBatch;
import io.trivet.logs.logql.ast.LogExpr;
import io.trivet.logs.logql.pipeline.EntryState;
import io.trivet.logs.logql.pipeline.Pipeline;
import io.trivet.logs.logql.pipeline.RequiredLabels;
import java.util.Arrays;
import java.util.function.Consumer;

/// The stages of a log query over batches from anywhere. Owned by one thread.
public final class EntryPipeline {
  private final Pipeline pipeline;
  private int[] selected = new int[1024];

  public EntryPipeline(LogExpr expr) {
    this.pipeline = new Pipeline(expr.stages(), null, RequiredLabels.ALL);
  }

  /// Hands every entry that passes all stages to the sink, in the order of the batch. The stream
  /// selector is not looked at.
  public void run(EntryBatch batch, Consumer<LogqlResult.Entry> sink) {
    if (selected.length < batch.size) {
      selected = new int[batch.size];
    }
    pipeline.stream(batch.stream);
    int count = pipeline.select(batch, selected);
    for (int i = 0; i < count; i++) {
      if (pipeline.run(batch, selected[i])) {
        sink.accept(entry(pipeline.state()));
      }
    }
  }

  static LogqlResult.Entry entry(EntryState state) {
    byte[] line = Arrays.copyOfRange(state.line(), state.from(), state.to());
    return new LogqlResult.Entry(state.timestampNanos(), line, state.labels());
  }
}
