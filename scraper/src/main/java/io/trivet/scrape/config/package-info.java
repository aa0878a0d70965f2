/// What a user writes about scraping: records in the schema of Prometheus' `global` and
/// `scrape_configs`, one component per key, bound by name (`scrapeInterval` is `scrape_interval`).
///
/// ```text
/// YAML -> ScrapeOptions(GlobalScrape, List<ScrapeConfig>) -> validate() -> List<OptionProblem>
/// ```
///
/// A duration or limit of zero and an empty text mean "not set here": the global value counts, then
/// the default. Nothing here does any work; entry class [ScrapeOptions].
///
/// Source: Prometheus 3, `docs/configuration/configuration.md`.
@NullMarked
package io.trivet.scrape.config;

import org.jspecify.annotations.NullMarked;
