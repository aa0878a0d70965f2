/// The rule engine that all query languages share: recording and alerting rules in groups,
/// evaluated on a schedule. Start with [io.trivet.core.rule.RuleEngine].
///
/// ```text
/// RuleGroup (what is written)          timer, every interval + offset of the group
///        |                                      |
///        v                                      v
///   RuleEngine --- one GroupRun per group: its rules one after the other, or in the
///                    |                   stages of RuleOrder where concurrency is allowed
///                    RecordingRun  --> samples ------------------------------> RuleStorage
///                    AlertingRun   --> ALERTS, ALERTS_FOR_STATE -------------> RuleStorage
///                         |     \----> Alert (fires, goes on, is resolved) --> AlertSink
///                         v
///                   RuleTemplate (labels, annotations)
/// ```
///
/// What an expression means is the business of a [io.trivet.core.rule.RuleLanguage]; where samples
/// go of a [io.trivet.core.rule.RuleStorage]; who hears of alerts of an
/// [io.trivet.core.rule.AlertSink]. Nothing here knows a query language or a protocol. Times are
/// milliseconds since the epoch. Behaviour follows `rules/` of Prometheus 3.
@NullMarked
package io.trivet.core.rule;

import org.jspecify.annotations.NullMarked;
