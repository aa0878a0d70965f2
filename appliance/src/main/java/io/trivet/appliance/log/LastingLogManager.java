package io.trivet.appliance.log;

import java.util.logging.LogManager;

/// Keeps handlers until the process is gone: the JDK's own hook removes them at the first sign of a
/// stop, and what is told about the stop would be lost. Public because the JDK makes it by name;
/// its name must be set before this class or [LogManager] is initialised.
public final class LastingLogManager extends LogManager {
  @Override
  public void reset() {
    // The console needs no closing.
  }
}
