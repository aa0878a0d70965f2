package io.trivet.logs;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.journal.RecordHandler;
import io.trivet.logs.head.BatchReader;
import io.trivet.logs.head.Definitions;
import io.trivet.logs.head.Head;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the records of the journal back into a head, but for those which blocks have.
final class Replay implements RecordHandler {
  private static final Logger log = LoggerFactory.getLogger(Replay.class);

  private final Head head;
  private final long covered;
  private final BatchReader reader = new BatchReader();

  /// Numbers in the head by number in the journal, + 1; 0 for unknown ones.
  private int[] numbers = new int[1024];

  /// @param covered segments below this number are in blocks
  Replay(Head head, long covered) {
    this.head = head;
    this.covered = covered;
  }

  @Override
  public void accept(long segment, int type, byte[] buffer, int offset, int length) {
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
