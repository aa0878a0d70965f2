package io.trivet.logs.logql.ast;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.text.TextRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a pipeline.
public sealed interface Stage {
  TextRange at();

  /// `|= "a" or "b"`: the operator holds for every operand of the chain.
  record LineFilter(LineOp op, List<LineOperand> operands, TextRange at) implements Stage {
    public LineFilter {
      operands = List.copyOf(operands);
    }
  }

  /// The six operators of line filters.
  enum LineOp {
    CONTAINS("|="),
    NOT_CONTAINS("!="),
    MATCHES("|~"),
    NOT_MATCHES("!~"),
    PATTERN("|>"),
    NOT_PATTERN("!>");

    public final String text;

    LineOp(String text) {
      this.text = text;
    }

    public boolean isNegative() {
      return this == NOT_CONTAINS || this == NOT_MATCHES || this == NOT_PATTERN;
    }
  }

  /// A text, or the pattern of `ip("...")`.
  record LineOperand(String text, boolean ip) {}

  /// `| json` or `| json a="x.y", b`; without extractions every field becomes a label.
  record Json(List<Extraction> extractions, TextRange at) implements Stage {
    public Json {
      extractions = List.copyOf(extractions);
    }
  }

  /// `| logfmt --strict --keep-empty a="x", b`
  record Logfmt(boolean strict, boolean keepEmpty, List<Extraction> extractions, TextRange at)
      implements Stage {
    public Logfmt {
      extractions = List.copyOf(extractions);
    }
  }

  /// A label and the expression that finds its value in the line.
  record Extraction(String label, String expression) {}

  record Regexp(String pattern, TextRange at) implements Stage {}

  record Pattern(String pattern, TextRange at) implements Stage {}

  record Unpack(TextRange at) implements Stage {}

  record FilterLabels(LabelFilter filter, TextRange at) implements Stage {}

  record LineFormat(String template, TextRange at) implements Stage {}

  record LabelFormat(List<Assignment> assignments, TextRange at) implements Stage {
    public LabelFormat {
      assignments = List.copyOf(assignments);
    }
  }

  /// `label=other`, which renames, or `label="template"`.
  record Assignment(String label, String value, boolean rename) {}

  record Decolorize(TextRange at) implements Stage {}

  record Drop(List<NamedLabel> labels, TextRange at) implements Stage {
    public Drop {
      labels = List.copyOf(labels);
    }
  }

  record Keep(List<NamedLabel> labels, TextRange at) implements Stage {
    public Keep {
      labels = List.copyOf(labels);
    }
  }

  /// A label, or a label under a condition on its value.
  record NamedLabel(String label, @Nullable LabelMatcher matcher) {}
}
