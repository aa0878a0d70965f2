package io.trivet.logs.head;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The streams of a head which have entries in one partition, in an open-addressing table by
/// number. Guarded by the lock of its head.
final class HeadPartition {
  final long start;
  private @Nullable HeadStream[] table = new @Nullable HeadStream[16];
  private int size;

  HeadPartition(long start) {
    this.start = start;
  }

  int size() {
    return size;
  }

  /// The stream, made if it is new here.
  HeadStream stream(int number) {
    int slot = slot(number);
    HeadStream stream = table[slot];
    if (stream == null) {
      stream = new HeadStream(number);
      table[slot] = stream;
      size++;
      if (2 * size > table.length) {
        grow();
      }
    }
    return stream;
  }

  @Nullable HeadStream find(int number) {
    return table[slot(number)];
  }

  private int slot(int number) {
    int mask = table.length - 1;
    int slot = number * 0x9e3779b9 >>> 3 & mask;
    while (true) {
      HeadStream stream = table[slot];
      if (stream == null || stream.number == number) {
        return slot;
      }
      slot = slot + 1 & mask;
    }
  }

  private void grow() {
    @Nullable HeadStream[] old = table;
    table = new @Nullable HeadStream[2 * old.length];
    for (HeadStream stream : old) {
      if (stream != null) {
        table[slot(stream.number)] = stream;
      }
    }
  }

  void forEach(Consumer<HeadStream> action) {
    Arrays.stream(table)
        .forEach(stream -> {
          if (stream != null) {
            action.accept(stream);
          }
        });
  }
}
