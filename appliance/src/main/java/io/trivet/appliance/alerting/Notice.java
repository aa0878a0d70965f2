package io.trivet.appliance.alerting;

import io.trivet.core.label.Labels;
import java.util.Map;

/// An alert as it is told to an Alertmanager.
///
/// @param generatorUrl where its expression can be looked at
record Notice(
    Labels labels,
    Map<String, String> annotations,
    long startsAtMs,
    long endsAtMs,
    String generatorUrl) {
  Notice with(Labels others) {
    return new Notice(others, annotations, startsAtMs, endsAtMs, generatorUrl);
  }
}
