package io.trivet.logs;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.journal.RecordHandler;
import io.trivet.logs.head.BatchReader;
import io.trivet.logs.head.Definitions;
import io.trivet.logs.head.Head;
import java.io.IOException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the records of the journal back into a head, but for those which blocks have. A head that
/// takes half of the memory there is for entries goes to blocks, and the next one takes its place;
/// the journal stays as it is, so what a crash then leaves in both is given once.
final class Replay implements RecordHandler {
  private static final Logger log = LoggerFactory.getLogger(Replay.class);

  /// What is done with a head that is large.
  interface Overflow {
    /// Writes a head to blocks.
    ///
    /// @param segment of the journal that was read last
    /// @return an empty one to go on with
    /// @throws IOException if that cannot be; the head stays as it is
    Head write(Head full, long segment) throws IOException;
  }

  private final long covered;
  private final long limit;
  private final Overflow overflow;
  private final BatchReader reader = new BatchReader();
  private Head head;
  private long written;
  private long nextWrite;

  /// Numbers in the head by number in the journal, + 1; 0 for unknown ones.
  private int[] numbers = new int[1024];

  /// @param covered segments below this number are in blocks
  /// @param limit bytes that entries and streams in memory may take
  Replay(Head head, long covered, long limit, Overflow overflow) {
    this.head = head;
    this.covered = covered;
    this.limit = limit;
    this.nextWrite = limit / 2;
    this.overflow = overflow;
  }

  /// The head with what is not in blocks.
  Head head() {
    return head;
  }

  /// Number of entries read.
  long entries() {
    return written + head.entries();
  }

  @Override
  public void accept(long segment, int type, byte[] buffer, int offset, int length)
      throws IOException {
    if (segment < covered) {
      return;
    }
    try {
      switch (type) {
        case Definitions.RECORD ->
            Definitions.read(
                buffer, offset, length, (number, labels) -> define(number, head.stream(labels)));
        case Definitions.BATCH_RECORD -> {
          reader.reset(buffer, offset, length);
          head.seal(head.apply(reader, this::number));
        }
        default -> log.error("journal record of unknown type {} is left out", type);
      }
    } catch (MalformedBytesException e) {
      log.error("a journal record in segment {} is left out: {}", segment, e.reason());
    }
    if (head.memoryBytes() > nextWrite) {
      write(segment);
    }
  }

  private void write(long segment) throws IOException {
    Head full = head;
    try {
      head = overflow.write(full, segment);
    } catch (IOException e) {
      if (full.memoryBytes() > limit) {
        throw e;
      }
      log.error("entries of the journal cannot be written to blocks and stay in memory", e);
      nextWrite = full.memoryBytes() + limit / 8;
      return;
    }
    written += full.entries();
    log.info("wrote {} entries of the journal to blocks", full.entries());
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] > 0) {
        numbers[i] = head.stream(full.labels(numbers[i] - 1)) + 1;
      }
    }
    // The streams alone may take much.
    nextWrite = Math.max(limit / 2, 2 * head.memoryBytes());
  }

  private void define(int number, int headNumber) {
    if (number >= numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(number + 1, 2 * numbers.length));
    }
    numbers[number] = headNumber + 1;
  }

  private int number(int journalNumber) {
    int known = journalNumber < numbers.length ? numbers[journalNumber] - 1 : -1;
    if (known < 0) {
      log.warn("entries of a stream whose definition is damaged are left out of the replay");
    }
    return known;
  }
}
