package io.trivet.logs.logql.pipeline;

import io.trivet.core.label.Labels;
import io.trivet.logs.EntryBatch;
import io.trivet.logs.logql.ast.LabelFilter;
import io.trivet.logs.logql.ast.Stage;
import io.trivet.logs.logql.ast.Unwrap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All stages of a query ready to run. Owned by one thread.
///
/// For each batch call [#select], then [#run] for each entry selected; [#state] has the entry as
/// the stages left it.
public final class Pipeline {
  private final PageFilter page;
  private final RunnableStage[] stages;
  private final @Nullable UnwrapStage unwrap;
  private final EntryState state = new EntryState();

  /// @param unwrapped where the value of a sample comes from, and filters behind that; null when
  ///   entries are wanted and not samples
  public Pipeline(List<Stage> stages, @Nullable Unwrap unwrapped, RequiredLabels required) {
    List<LineFilterStage> leading = new ArrayList<>();
    List<RunnableStage> rest = new ArrayList<>();
    boolean lineIntact = true;
    for (Stage stage : Stages.hoisted(stages)) {
      if (lineIntact && stage instanceof Stage.LineFilter filter) {
        leading.add(new LineFilterStage(filter));
      } else {
        rest.add(Stages.compile(stage, required));
        lineIntact &= !Stages.changesLine(stage);
      }
    }
    UnwrapStage last = unwrapped == null ? null : new UnwrapStage(unwrapped);
    if (unwrapped != null && last != null) {
      rest.add(last);
      for (LabelFilter filter : unwrapped.filters()) {
        rest.add(new LabelFilterStage(Condition.of(filter)));
      }
    }
    this.unwrap = last;
    this.page = new PageFilter(leading);
    this.stages = rest.toArray(new RunnableStage[0]);
  }

  /// Texts every line contains that passes the leading line filters, for the store to skip by.
  public static List<byte[]> needles(List<Stage> stages) {
    List<byte[]> needles = new ArrayList<>();
    for (Stage stage : Stages.hoisted(stages)) {
      if (Stages.changesLine(stage)) {
        break;
      }
      if (stage instanceof Stage.LineFilter filter) {
        byte[] needle = PageFilter.needle(new LineFilterStage(filter));
        if (needle.length > 0) {
          needles.add(needle);
        }
      }
    }
    return needles;
  }

  /// Starts a stream.
  public void stream(Labels labels) {
    state.stream(labels);
  }

  /// The unwrapped value of the entry that was run last; 0 without unwrap.
  public double value() {
    return unwrap == null ? 0 : unwrap.value();
  }

  /// Whether [#run] would keep every entry as it is.
  public boolean isEmpty() {
    return stages.length == 0 && page.isEmpty();
  }

  public EntryState state() {
    return state;
  }

  /// Writes the positions of entries that pass the leading line filters, in order.
  ///
  /// @param selected at least as long as the batch
  /// @return how many there are
  public int select(EntryBatch batch, int[] selected) {
    return page.select(batch, selected);
  }

  /// Runs the other stages over one entry; false if it is dropped.
  public boolean run(EntryBatch batch, int index) {
    state.entry(batch, index);
    for (RunnableStage stage : stages) {
      if (!stage.run(state)) {
        return false;
      }
    }
    return true;
  }
}
