package io.trivet.config.option;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import io.trivet.core.option.Inline;
import io.trivet.scrape.config.GlobalScrape;
import java.time.Duration;
import java.util.Map;

/// Section `global` of a Prometheus configuration file.
///
/// @param externalLabels variables of the environment filled in
public record GlobalOptions(
    @Describe(value = "Defaults of scraping.", reloadable = true) @Inline GlobalScrape scrape,
    @Describe("Step of subqueries that name none.") @Default("1m") Duration evaluationInterval,
    @Describe(value = "How far in the past rules are evaluated.", reloadable = true) @Default("0")
        Duration ruleQueryOffset,
    @Describe(
            value =
                "Labels added to what leaves this server; `$NAME` and `${NAME}` stand for variables"
                    + " of the environment, `$$` for a dollar.",
            reloadable = true)
        Map<String, String> externalLabels,
    @Describe(value = "File for a line per PromQL query.", reloadable = true) @Default("")
        String queryLogFile) {
  public GlobalOptions {
    externalLabels = Map.copyOf(externalLabels);
    if (evaluationInterval.isZero()) {
      throw new IllegalArgumentException("`evaluation_interval` must be longer than 0");
    }
  }
}
