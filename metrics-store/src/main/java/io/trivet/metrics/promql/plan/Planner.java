package io.trivet.metrics.promql.plan;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.text.TextRange;
import io.trivet.metrics.promql.ast.AtModifier;
import io.trivet.metrics.promql.ast.BinaryOp;
import io.trivet.metrics.promql.ast.DurationExpr;
import io.trivet.metrics.promql.ast.Expr;
import io.trivet.metrics.promql.function.Extremes;
import io.trivet.metrics.promql.function.Signature;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns a checked syntax tree into a [Plan] for one window of time.
public final class Planner {
  private final String query;
  private final long startMs;
  private final long endMs;
  private final long stepMs;
  private final long subqueryStepMs;

  /// Whether only count and sum of histograms matter at the place that is being planned.
  private boolean countAndSumOnly;

  /// Whether something around the place that is being planned needs the buckets of histograms.
  private boolean bucketsNeeded;

  /// @param query the text of what is planned
  /// @param stepMs 0 for an instant query
  /// @param subqueryStepMs step of subqueries which name none
  public Planner(String query, long startMs, long endMs, long stepMs, long subqueryStepMs) {
    this.query = query;
    this.startMs = startMs;
    this.endMs = endMs;
    this.stepMs = stepMs;
    this.subqueryStepMs = subqueryStepMs;
  }

  /// A part of the plan, and whether it is the same at every step.
  private record Part(Plan plan, boolean invariant) {
    /// The plan, marked as invariant where evaluating it costs something.
    Plan marked() {
      return switch (plan) {
        case Plan.Constant _, Plan.Text _, Plan.RangeSelect _, Plan.Subquery _ -> plan;
        case Plan.InstantSelect _,
            Plan.Call _,
            Plan.Aggregate _,
            Plan.Binary _,
            Plan.Negate _,
            Plan.StepInvariant _ ->
            invariant ? new Plan.StepInvariant(plan, plan.at()) : plan;
      };
    }
  }

  /// @throws TrivetException of kind BAD_DATA if a duration is not positive in this window
  public Plan plan(Expr expr) {
    return part(expr).marked();
  }

  private Part part(Expr expr) {
    return switch (expr) {
      case Expr.NumberLiteral(double value, boolean _, var at) ->
          new Part(new Plan.Constant(value, at), true);
      case Expr.StringLiteral(String value, var at) -> new Part(new Plan.Text(value, at), true);
      case Expr.VectorSelector selector ->
          new Part(
              new Plan.InstantSelect(selector(selector), selector.smoothed(), selector.at()),
              selector.atTime() != null);
      case Expr.MatrixSelector(
              var selector,
              var range,
              boolean anchored,
              boolean smoothed,
              var at) ->
          ranged(selector, positive(range), anchored, smoothed, at);
      case Expr.Subquery(var inner, var range, var step, var offset, var atTime, var at) ->
          subquery(
              inner,
              offset == null ? 0 : millis(offset),
              step == null ? subqueryStepMs : positive(step),
              positive(range),
              pinned(atTime),
              at);
      case Expr.Call call -> call(call);
      case Expr.Aggregation(
              var op,
              var inner,
              var parameter,
              var grouping,
              var without,
              var at) -> {
        Part operand = part(inner);
        Part param = parameter == null ? null : part(parameter);
        boolean invariant = operand.invariant && (param == null || param.invariant);
        yield new Part(
            new Plan.Aggregate(
                op,
                invariant ? operand.plan : operand.marked(),
                param == null ? null : invariant ? param.plan : param.marked(),
                grouping,
                without,
                at),
            invariant);
      }
      case Expr.Binary(var op, var left, var right, var matching, var bool, var _, var at) -> {
        boolean trims = op == BinaryOp.TRIM_LOWER || op == BinaryOp.TRIM_UPPER;
        Part l = trims ? whole(left) : part(left);
        Part r = trims ? whole(right) : part(right);
        boolean invariant = l.invariant && r.invariant;
        yield new Part(
            new Plan.Binary(
                op,
                invariant ? l.plan : l.marked(),
                invariant ? r.plan : r.marked(),
                matching,
                bool,
                at),
            invariant);
      }
      case Expr.Unary(boolean negative, var inner, var at) -> {
        Part operand = part(inner);
        yield new Part(
            negative ? new Plan.Negate(operand.plan, at) : placed(operand.plan, at),
            operand.invariant);
      }
      case Expr.Paren(var inner, var _) -> part(inner);
    };
  }

  /// The plan with the place of an expression around it that changes nothing.
  private static Plan placed(Plan plan, TextRange at) {
    return switch (plan) {
      case Plan.Constant(double value, var _) -> new Plan.Constant(value, at);
      case Plan.InstantSelect(var selector, boolean smoothed, var _) ->
          new Plan.InstantSelect(selector, smoothed, at);
      case Plan.Text _,
          Plan.RangeSelect _,
          Plan.Subquery _,
          Plan.Call _,
          Plan.Aggregate _,
          Plan.Binary _,
          Plan.Negate _,
          Plan.StepInvariant _ ->
          plan;
    };
  }

  private Part ranged(
      Expr.VectorSelector selector, long range, boolean anchored, boolean smoothed, TextRange at) {
    Plan.Selector planned = selector(selector);
    return new Part(
        new Plan.RangeSelect(planned, range, anchored, smoothed, at), planned.pinnedMs() != null);
  }

  private Part subquery(
      Expr inner, long offset, long step, long range, @Nullable Long pinned, TextRange at) {
    return new Part(
        new Plan.Subquery(whole(inner).marked(), range, step, offset, pinned, at), pinned != null);
  }

  /// A part of whose histograms everything matters, whatever functions are in it.
  private Part whole(Expr expr) {
    boolean before = countAndSumOnly;
    boolean neededBefore = bucketsNeeded;
    countAndSumOnly = false;
    bucketsNeeded = true;
    Part part = part(expr);
    countAndSumOnly = before;
    bucketsNeeded = neededBefore;
    return part;
  }

  private Part call(Expr.Call call) {
    boolean before = countAndSumOnly;
    boolean neededBefore = bucketsNeeded;
    switch (call.function()) {
      case "histogram_count", "histogram_sum", "histogram_avg" -> countAndSumOnly = !bucketsNeeded;
      case "histogram_quantile",
          "histogram_quantiles",
          "histogram_fraction",
          "histogram_stddev",
          "histogram_stdvar" -> {
        countAndSumOnly = false;
        bucketsNeeded = true;
      }
      default -> {}
    }
    Part part = plannedCall(call);
    countAndSumOnly = before;
    bucketsNeeded = neededBefore;
    return part;
  }

  private Part plannedCall(Expr.Call call) {
    switch (call.function()) {
      case "start" -> {
        return constant(startMs / 1000.0, call.at());
      }
      case "end" -> {
        return constant(endMs / 1000.0, call.at());
      }
      case "range" -> {
        return constant((endMs - startMs) / 1000.0, call.at());
      }
      case "step" -> {
        return constant(startMs == endMs ? 0 : stepMs / 1000.0, call.at());
      }
      default -> {}
    }
    Signature signature = Signature.of(call.function());
    boolean invariant = signature != null && !signature.isTimeDependent();
    List<Part> parts = new ArrayList<>();
    for (Expr arg : call.args()) {
      Part part = part(arg);
      parts.add(part);
      invariant &= part.invariant;
    }
    List<Plan> args = new ArrayList<>();
    boolean keepsSelector =
        call.function().equals("timestamp")
            || call.function().equals("start_timestamp")
            || call.function().startsWith("absent")
            || call.function().equals("info");
    for (Part part : parts) {
      args.add(invariant || keepsSelector ? part.plan : part.marked());
    }
    return new Part(new Plan.Call(call.function(), args, call.type(), call.at()), invariant);
  }

  private static Part constant(double value, TextRange at) {
    return new Part(new Plan.Constant(value, at), true);
  }

  private Plan.Selector selector(Expr.VectorSelector selector) {
    return new Plan.Selector(
        selector.matchers(),
        selector.offset() == null ? 0 : millis(selector.offset()),
        pinned(selector.atTime()),
        countAndSumOnly);
  }

  private @Nullable Long pinned(@Nullable AtModifier at) {
    return switch (at) {
      case null -> null;
      case AtModifier.Timestamp(long ms) -> ms;
      case AtModifier.QueryStart _ -> startMs;
      case AtModifier.QueryEnd _ -> endMs;
    };
  }

  private long positive(DurationExpr duration) {
    if (seconds(duration) <= 0) {
      throw failed(duration, "duration must be greater than 0");
    }
    return millis(duration);
  }

  private long millis(DurationExpr duration) {
    double millis = seconds(duration) * 1000;
    if (Double.isNaN(millis) || Math.abs(millis) > Long.MAX_VALUE / 1e6) {
      throw failed(duration, "duration is out of range");
    }
    return duration instanceof DurationExpr.Literal literal ? literal.literalMs() : (long) millis;
  }

  private TrivetException failed(DurationExpr duration, String problem) {
    return new TrivetException(
        ErrorKind.BAD_DATA,
        byteOffset(duration.at().start()) + ":" + byteOffset(duration.at().end()) + ": " + problem);
  }

  private int byteOffset(int offset) {
    return query.substring(0, offset).getBytes(StandardCharsets.UTF_8).length;
  }

  private double seconds(DurationExpr duration) {
    return switch (duration) {
      case DurationExpr.Literal(double seconds, boolean _, var _) -> seconds;
      case DurationExpr.Negation(var operand, boolean _, var _) -> -seconds(operand);
      case DurationExpr.QueryWindow(var part, boolean _, var _) ->
          part == DurationExpr.Part.STEP ? stepMs / 1000.0 : (endMs - startMs) / 1000.0;
      case DurationExpr.Extreme(boolean largest, var left, var right, boolean _, var _) ->
          largest
              ? Extremes.max(seconds(left), seconds(right))
              : Extremes.min(seconds(left), seconds(right));
      case DurationExpr.Arithmetic(var op, var left, var right, boolean _, var _) -> {
        double l = seconds(left);
        double r = seconds(right);
        yield switch (op) {
          case ADD -> l + r;
          case SUBTRACT -> l - r;
          case MULTIPLY -> l * r;
          case DIVIDE -> {
            if (r == 0) {
              throw failed(duration, "division by zero");
            }
            yield l / r;
          }
          case MODULO -> {
            if (r == 0) {
              throw failed(duration, "modulo by zero");
            }
            yield l % r;
          }
          case POWER -> Math.pow(l, r);
          case OR,
              AND,
              UNLESS,
              EQUAL,
              NOT_EQUAL,
              LESS,
              LESS_EQUAL,
              GREATER,
              GREATER_EQUAL,
              TRIM_UPPER,
              TRIM_LOWER,
              ATAN2 ->
              throw failed(duration, "this operator does not work on durations");
        };
      }
    };
  }
}
