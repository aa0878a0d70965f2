package io.trivet.appliance.log;

import java.util.logging.LogManager;

/// Keeps handlers until the process is gone: the JDK's own hook removes them at the first sign of a
/// stop, and what is told about the stop would be lost. Public because the JDK makes it by name.
public final class LastingLogManager extends LogManager {
  /// Makes the JDK use it, as long as nothing was logged yet.
  public static void install() {
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
  }

  @Override
  public void reset() {
    // The console needs no closing.
  }
}
