package io.trivet.appliance;

import io.trivet.metrics.prometheus.TransferProgress;
import java.io.Console;
import java.io.PrintStream;

/// Shows how far an import or export is: finished lines, and one that changes on a terminal.
final class TransferLines implements TransferProgress {
  private final PrintStream out;
  private final boolean terminal = isTerminal();
  private int shown;

  TransferLines(PrintStream out) {
    this.out = out;
  }

  /// Whether a person is watching. There is no console at all where output goes to a file.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  @Override
  public void series(String what, long done, long total) {
    if (terminal) {
      String line = "block " + what + ": " + done + (total > 0 ? " of " + total : "") + " series";
      overwrite(line);
      shown = line.length();
      out.flush();
    }
  }

  @Override
  public void note(String line) {
    overwrite(line);
    out.println();
    shown = 0;
  }

  private void overwrite(String line) {
    if (shown > 0) {
      out.print('\r');
    }
    out.print(line);
    out.print(" ".repeat(Math.max(0, shown - line.length())));
  }
}
