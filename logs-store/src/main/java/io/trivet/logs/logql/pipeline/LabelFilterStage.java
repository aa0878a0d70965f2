package io.trivet.logs.logql.pipeline;

/// Keeps entries whose labels satisfy a condition.
final class LabelFilterStage implements RunnableStage {
  private final Condition condition;

  LabelFilterStage(Condition condition) {
    this.condition = condition;
  }

  @Override
  public boolean run(EntryState entry) {
    return condition.test(entry);
  }
}
