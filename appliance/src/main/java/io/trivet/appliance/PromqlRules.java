package io.trivet.appliance;

import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.prometheus.QueryLog;
import io.trivet.appliance.api.prometheus.QuerySettings;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.rule.RuleGroup;
import io.trivet.core.rule.RuleLanguage;
import io.trivet.core.rule.RuleSample;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.promql.PromqlEngine;
import io.trivet.metrics.promql.QueryResult;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// PromQL as the language of rules, under the limits of queries.
record PromqlRules(
    PromqlEngine engine,
    MetricsQuerier querier,
    QueryPool pool,
    Supplier<QuerySettings> bounds,
    QueryLog log)
    implements RuleLanguage {
  @Override
  public List<RuleSample> evaluate(RuleGroup.Key group, String expression, long timeMs) {
    QuerySettings now = bounds.get();
    QueryContext context = QueryContext.withTimeout(now.timeoutMillis(), now.limits());
    QueryLog.Asked asked =
        new QueryLog.Asked(
            expression,
            timeMs,
            timeMs,
            0,
            new QueryLog.Origin.RuleGroup(group.file(), group.name()));
    QueryResult result =
        log.logged(
            asked,
            context,
            entry -> pool.run(context, () -> result(expression, timeMs, entry, context)));
    return switch (result) {
      case QueryResult.Vector(_, List<QueryResult.Sample> samples) ->
          samples.stream()
              .map(sample -> new RuleSample(sample.labels(), sample.value(), sample.histogram()))
              .toList();
      case QueryResult.Scalar(_, double value) -> List.of(RuleSample.of(Labels.EMPTY, value));
      case QueryResult.Matrix _, QueryResult.Text _ ->
          throw new TrivetException(ErrorKind.EXECUTION, "rule result is not a vector or scalar");
    };
  }

  @Override
  public Predicate<String> reads(String expression) {
    return PromqlEngine.readNames(expression);
  }

  private QueryResult result(
      String expression, long timeMs, QueryLog.@Nullable Entry entry, QueryContext context) {
    if (entry == null) {
      return engine.instant(querier, expression, timeMs, 0, context);
    }
    entry.start();
    QueryResult result = engine.instant(querier, expression, timeMs, 0, entry.counts(), context);
    entry.finish();
    return result;
  }
}
