package io.trivet.appliance.api.prometheus;

import java.util.List;

/// Who is told of alerts.
public interface AlertReceivers {
  /// URLs alerts are sent to.
  List<String> active();

  /// URLs that were found and are left out.
  List<String> dropped();
}
