package io.trivet.logs.logql.pipeline;

/// A stage ready to run. Owned by one thread: stages keep buffers between entries.
interface RunnableStage {
  /// Works on the entry; false drops it.
  boolean run(EntryState entry);
}
