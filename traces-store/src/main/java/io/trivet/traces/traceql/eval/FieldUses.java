package io.trivet.traces.traceql.eval;

import io.trivet.core.text.TextRange;
import io.trivet.traces.ValueType;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.ScalarExpr;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Stage;
import io.trivet.traces.traceql.ast.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which attributes and intrinsics a query reads, and what for. It decides two things as Tempo
/// does: a comparison with a constant reads only values of the constant's type, unless the query
/// also uses the attribute otherwise; and a span shows of the attributes in conditions those that
/// satisfy one of them.
public final class FieldUses {
  private final Map<FieldExpr, Use> uses = new LinkedHashMap<>();

  /// What a query does with one attribute or intrinsic.
  static final class Use {
    private final Set<ValueType> types = EnumSet.noneOf(ValueType.class);
    private final List<Condition> conditions = new ArrayList<>();
    private boolean whole;
    private boolean selected;
    private boolean nil;

    /// Types whose values are read.
    Set<ValueType> types() {
      return whole ? EnumSet.allOf(ValueType.class) : types;
    }

    /// Whether every value is shown, for another reason than a comparison with a constant.
    boolean isWhole() {
      return whole || selected;
    }

    /// Whether `= nil` is asked.
    boolean isNilWanted() {
      return nil;
    }

    /// Comparisons with constants.
    List<Condition> conditions() {
      return conditions;
    }
  }

  public static FieldUses of(Pipeline pipeline) {
    FieldUses uses = new FieldUses();
    uses.add(pipeline);
    return uses;
  }

  public static FieldUses of(SpansetExpr.Filter filter) {
    FieldUses uses = new FieldUses();
    uses.spansets(filter);
    return uses;
  }

  /// The attributes and intrinsics, in the order of the query.
  public List<FieldExpr> fields() {
    return List.copyOf(uses.keySet());
  }

  /// Counts an attribute as used whole.
  public void addWhole(FieldExpr expr) {
    field(Folding.fold(expr));
  }

  private void add(Pipeline pipeline) {
    for (Stage stage : pipeline.stages()) {
      switch (stage) {
        case Stage.Spansets spansets -> spansets(spansets.expr());
        case Stage.ScalarFilter filter -> {
          scalar(filter.left());
          scalar(filter.right());
        }
        case Stage.GroupBy by -> field(Folding.fold(by.key()));
        case Stage.Coalesce _ -> {}
        case Stage.Select select ->
            select.fields().forEach(selected -> use(selected).selected = true);
      }
    }
  }

  /// By attribute or intrinsic, in the order of the query; see [#key].
  Map<FieldExpr, Use> uses() {
    return uses;
  }

  @Nullable Use find(FieldExpr field) {
    return uses.get(key(field));
  }

  /// The attribute or intrinsic without its place.
  static FieldExpr key(FieldExpr field) {
    return switch (field) {
      case FieldExpr.Attribute attribute ->
          new FieldExpr.Attribute(
              attribute.scope(), attribute.parent(), attribute.name(), TextRange.NONE);
      case FieldExpr.Property property ->
          new FieldExpr.Property(property.intrinsic(), TextRange.NONE);
      default -> field;
    };
  }

  static boolean isId(FieldExpr field) {
    return field instanceof FieldExpr.Property property
        && switch (property.intrinsic()) {
          case TRACE_ID, SPAN_ID, PARENT_ID, LINK_TRACE_ID, LINK_SPAN_ID -> true;
          default -> false;
        };
  }

  static boolean isField(FieldExpr expr) {
    return expr instanceof FieldExpr.Attribute || expr instanceof FieldExpr.Property;
  }

  private Use use(FieldExpr field) {
    return uses.computeIfAbsent(key(field), _ -> new Use());
  }

  private void spansets(SpansetExpr expr) {
    switch (expr) {
      case SpansetExpr.Filter filter -> field(Folding.fold(filter.condition()));
      case SpansetExpr.Operation operation -> {
        spansets(operation.left());
        spansets(operation.right());
      }
      case SpansetExpr.Nested nested -> add(nested.pipeline());
    }
  }

  private void scalar(ScalarExpr expr) {
    switch (expr) {
      case ScalarExpr.Constant _ -> {}
      case ScalarExpr.Aggregate aggregate -> {
        if (aggregate.operand() != null) {
          field(Folding.fold(aggregate.operand()));
        }
      }
      case ScalarExpr.Binary binary -> {
        scalar(binary.left());
        scalar(binary.right());
      }
      case ScalarExpr.OfPipeline of -> {
        add(of.pipeline());
        scalar(of.scalar());
      }
    }
  }

  private void field(FieldExpr expr) {
    switch (expr) {
      case FieldExpr.Literal _ -> {}
      case FieldExpr.Attribute _, FieldExpr.Property _ -> use(expr).whole = true;
      case FieldExpr.Negation negation -> field(negation.operand());
      case FieldExpr.Not not -> field(not.operand());
      case FieldExpr.Binary binary -> {
        if (comparison(binary, false)) {
          return;
        }
        if (binary.operator().kind() == Operator.Kind.LOGICAL && !isDecided(binary)) {
          field(binary.left());
          field(binary.right());
        } else {
          whole(binary.left());
          whole(binary.right());
        }
      }
    }
  }

  /// Notes a comparison of a field with a constant; false if the expression is none.
  private boolean comparison(FieldExpr.Binary binary, boolean shownWhole) {
    Operator operator = binary.operator();
    if (operator.kind() != Operator.Kind.COMPARISON && operator.kind() != Operator.Kind.REGEX) {
      return false;
    }
    if (isField(binary.left()) && binary.right() instanceof FieldExpr.Literal(Value value, _)) {
      condition(binary.left(), operator, value, shownWhole);
      return true;
    }
    if (isField(binary.right()) && binary.left() instanceof FieldExpr.Literal(Value value, _)) {
      condition(binary.right(), operator.mirrored(), value, shownWhole);
      return true;
    }
    return false;
  }

  /// An alternative with a constant: its other conditions do not narrow what is found.
  private static boolean isDecided(FieldExpr.Binary binary) {
    return binary.operator() == Operator.OR
        && (binary.left() instanceof FieldExpr.Literal
            || binary.right() instanceof FieldExpr.Literal);
  }

  /// An operand whose value counts whatever it is: its fields are shown whole, and read whole but
  /// in comparisons with constants.
  private void whole(FieldExpr expr) {
    switch (expr) {
      case FieldExpr.Literal _ -> {}
      case FieldExpr.Attribute _, FieldExpr.Property _ -> use(expr).whole = true;
      case FieldExpr.Negation negation -> whole(negation.operand());
      case FieldExpr.Not not -> whole(not.operand());
      case FieldExpr.Binary binary -> {
        if (!comparison(binary, true)) {
          whole(binary.left());
          whole(binary.right());
        }
      }
    }
  }

  private void condition(FieldExpr field, Operator operator, Value value, boolean shownWhole) {
    Use use = use(field);
    use.selected |= shownWhole;
    use.conditions.add(
        isId(field) ? Condition.ofId(operator, value) : Condition.of(operator, value));
    switch (value) {
      case Value.Nil _ -> {
        use.whole |= operator == Operator.NOT_EQUAL;
        use.nil |= operator == Operator.EQUAL;
      }
      case Value.Text _ -> {
        use.types.add(ValueType.STRING);
        use.types.add(ValueType.STRING_ARRAY);
      }
      case Value.Int _ -> {
        use.types.add(ValueType.INT);
        use.types.add(ValueType.INT_ARRAY);
      }
      case Value.Real _ -> {
        use.types.add(ValueType.DOUBLE);
        use.types.add(ValueType.DOUBLE_ARRAY);
      }
      case Value.Bool _ -> {
        use.types.add(ValueType.BOOL);
        use.types.add(ValueType.BOOL_ARRAY);
      }
      case Value.Duration _, Value.Status _, Value.Kind _, Value.Array _ -> {}
    }
  }
}
