package io.trivet.scrape.exposition;

/// What an [ExpositionParser] has come to.
public enum Entry {
  /// A float sample.
  SAMPLE,
  /// A native histogram sample.
  HISTOGRAM,
  /// Type of a metric family.
  TYPE,
  /// Help of a metric family.
  HELP,
  /// Unit of a metric family.
  UNIT,
  /// The exposition ended as it should.
  END
}
