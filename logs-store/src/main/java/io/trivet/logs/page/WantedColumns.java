package io.trivet.logs.page;

/// Which columns a reader will ask of a run, each more than the one before.
public enum WantedColumns {
  TIMES,
  TIMES_AND_LENGTHS,
  ALL
}
