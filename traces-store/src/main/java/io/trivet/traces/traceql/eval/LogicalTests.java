package io.trivet.traces.traceql.eval;

import java.util.List;

/// Tests made of other tests; each part sees only the rows that the parts before it left undecided.
final class LogicalTests {
  private LogicalTests() {}

  static RowTest all(List<RowTest> parts) {
    return parts.size() == 1 ? parts.getFirst() : new All(parts.toArray(RowTest[]::new));
  }

  static RowTest any(List<RowTest> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Any(parts.toArray(RowTest[]::new));
  }

  private static final class All implements RowTest {
    private final RowTest[] parts;

    All(RowTest[] parts) {
      this.parts = parts;
    }

    @Override
    public boolean test(int row) {
      for (RowTest part : parts) {
        if (!part.test(row)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public long filter(int base, long rows) {
      long kept = rows;
      for (int i = 0; i < parts.length && kept != 0; i++) {
        kept = parts[i].filter(base, kept);
      }
      return kept;
    }
  }

  private static final class Any implements RowTest {
    private final RowTest[] parts;

    Any(RowTest[] parts) {
      this.parts = parts;
    }

    @Override
    public boolean test(int row) {
      for (RowTest part : parts) {
        if (part.test(row)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public long filter(int base, long rows) {
      long open = rows;
      for (int i = 0; i < parts.length && open != 0; i++) {
        open &= ~parts[i].filter(base, open);
      }
      return rows & ~open;
    }
  }
}
