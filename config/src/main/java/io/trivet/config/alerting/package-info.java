/// Section `alerting` of a Prometheus configuration file: which Alertmanagers are told of alerts,
/// and how. Their discovery and their HTTP options have the keys of a scrape job, and are read as
/// one.
@NullMarked
package io.trivet.config.alerting;

import org.jspecify.annotations.NullMarked;
