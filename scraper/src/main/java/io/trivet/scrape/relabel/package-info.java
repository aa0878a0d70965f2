/// Relabelling: an ordered list of rules that change or drop a label set.
///
/// ```text
/// List<RelabelConfig> -> Relabelling.of() -> apply(LabelsBuilder) -> keep or drop
/// ```
///
/// Regular expressions are RE2 and match whole values. Entry class [Relabelling]. Source:
/// Prometheus 3, `relabel_config`.
@NullMarked
package io.trivet.scrape.relabel;

import org.jspecify.annotations.NullMarked;
