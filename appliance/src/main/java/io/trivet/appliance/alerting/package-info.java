/// Tells Alertmanagers of alerts, by their API v2.
///
/// ```text
/// RuleEngine -> Notifier: external labels, alert_relabel_configs
///                  |  for each entry of alerting.alertmanagers
///                  v
///             AlertmanagerSet: discovery, relabel_configs; alert_relabel_configs of the entry
///                  |  for each Alertmanager found
///                  v
///             AlertmanagerQueue: at most 10,000 alerts, batches of 256 -> POST /api/v2/alerts
/// ```
///
/// A batch that fails is not sent again: the rule engine tells of each alert every minute anew,
/// with what has become of it.
@NullMarked
package io.trivet.appliance.alerting;

import org.jspecify.annotations.NullMarked;
