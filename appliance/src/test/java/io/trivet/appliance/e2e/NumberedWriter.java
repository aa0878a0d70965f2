package io.trivet.appliance.e2e;

import io.trivet.testkit.ServerProcess;
import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;

/// Writes the numbers 0, 1, 2, ... as items of one signal until it is told to stop or the server is
/// gone, and remembers which were acknowledged. It goes on where it was in its next run; nothing is
/// sent twice.
final class NumberedWriter {
  /// How numbers are sent, and found again.
  interface Signal {
    /// Sends the numbers `from` to `to - 1` in one request.
    ///
    /// @return whether the server acknowledged it
    boolean send(ServerProcess server, int from, int to) throws IOException;

    /// All numbers below `end` which the server keeps, each as often as it does.
    int[] read(ServerProcess server, int end) throws IOException;
  }

  private static final int BATCH = 20;

  private final String name;
  private final Signal signal;
  private final BitSet acknowledged = new BitSet();
  private volatile int next;
  private final AtomicInteger requestsAcknowledged = new AtomicInteger();

  NumberedWriter(String name, Signal signal) {
    this.name = name;
    this.signal = signal;
  }

  /// Requests acknowledged so far.
  int progress() {
    return requestsAcknowledged.get();
  }

  /// Writes until the server is gone.
  void write(ServerProcess server) {
    while (server.isAlive()) {
      int from = next;
      next = from + BATCH;
      try {
        if (!signal.send(server, from, from + BATCH)) {
          throw new IllegalStateException(name + ": the server refused " + from);
        }
      } catch (IOException e) {
        return;
      }
      acknowledged.set(from, from + BATCH);
      requestsAcknowledged.incrementAndGet();
    }
  }

  /// Compares what the server keeps with what it acknowledged.
  ///
  /// @return a line of figures
  String check(ServerProcess server) throws IOException {
    int end = next;
    BitSet found = new BitSet();
    int twice = 0;
    for (int number : signal.read(server, end)) {
      if (number < 0 || number >= end) {
        throw new AssertionError(name + ": never sent: " + number);
      }
      if (found.get(number)) {
        twice++;
      }
      found.set(number);
    }
    BitSet lost = (BitSet) acknowledged.clone();
    lost.andNot(found);
    String figures =
        name
            + ": sent "
            + end
            + ", acknowledged "
            + acknowledged.cardinality()
            + ", found "
            + found.cardinality()
            + ", lost "
            + lost.cardinality()
            + ", more than once "
            + twice;
    if (!lost.isEmpty() || twice > 0) {
      throw new AssertionError(figures + "; first lost " + lost.nextSetBit(0));
    }
    return figures;
  }
}
