package io.trivet.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.disk.NioDisk;
import io.trivet.core.journal.JournalOptions.SyncMode;
import io.trivet.core.option.ByteSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final JournalOptions SMALL =
      new JournalOptions(SyncMode.INTERVAL, Duration.ofMillis(20), new ByteSize(1000));

  @TempDir Path directory;

  private final List<String> replayed = new ArrayList<>();

  private Journal open() throws IOException {
    replayed.clear();
    return Journal.open(
        new NioDisk(),
        directory,
        SMALL,
        1,
        (segment, type, buffer, offset, length) ->
            replayed.add(type + ":" + new String(buffer, offset, length, StandardCharsets.UTF_8)));
  }

  private static long append(Journal journal, int type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return journal.append(type, bytes, 0, bytes.length);
  }

  @Test
  void gives_back_all_records_in_order_over_segments_and_restarts() throws IOException {
    List<String> expected = new ArrayList<>();
    Random random = new Random(7);
    for (int round = 0; round < 3; round++) {
      try (Journal journal = open()) {
        assertThat(replayed).isEqualTo(expected);
        for (int i = 0; i < 100; i++) {
          String text = "r" + round + "-" + i + "x".repeat(random.nextInt(300));
          long position = append(journal, i, text);
          if (i % 10 == 0) {
            journal.await(position);
          }
          expected.add(i + ":" + text);
        }
        assertThat(journal.statistics().segments()).isGreaterThan(5);
      }
    }
    open().close();
    assertThat(replayed).isEqualTo(expected);
  }

  @Test
  void an_awaited_record_is_in_the_file_before_the_journal_is_closed() throws IOException {
    try (Journal journal = open()) {
      journal.await(append(journal, 1, "kept"));
      List<String> seen = new ArrayList<>();
      Path segment = onlySegment();
      SegmentReplay.replay(
          new NioDisk(),
          segment,
          SegmentFormat.number(segment),
          (s, type, buffer, offset, length) ->
              seen.add(new String(buffer, offset, length, StandardCharsets.UTF_8)));
      assertThat(seen).containsExactly("kept");
    }
  }

  @Test
  void a_torn_tail_is_cut_and_the_records_before_it_are_kept() throws IOException {
    try (Journal journal = open()) {
      append(journal, 1, "first");
      append(journal, 2, "second");
    }
    Path segment = onlySegment();
    byte[] bytes = Files.readAllBytes(segment);
    for (int length = bytes.length - 1; length > bytes.length - 20; length--) {
      Files.write(segment, java.util.Arrays.copyOf(bytes, length));
      try (Journal journal = open()) {
        assertThat(replayed).containsExactly("1:first");
        assertThat(journal.statistics().damagedRecords()).isZero();
        assertThat(journal.statistics().tornBytes()).isPositive();
      }
    }
  }

  @Test
  void a_damaged_record_in_the_middle_is_counted_and_skipped() throws IOException {
    try (Journal journal = open()) {
      append(journal, 1, "first");
      append(journal, 2, "second");
      append(journal, 3, "third");
    }
    try (RandomAccessFile file = new RandomAccessFile(onlySegment().toFile(), "rw")) {
      file.seek(SegmentFormat.HEADER_BYTES + 16 + 5 + 16 + 2);
      file.write('X');
    }
    try (Journal journal = open()) {
      assertThat(replayed).containsExactly("1:first", "3:third");
      assertThat(journal.statistics().damagedRecords()).isEqualTo(1);
    }
  }

  @Test
  void any_flipped_byte_loses_at_most_one_record() throws IOException {
    try (Journal journal = open()) {
      for (int i = 0; i < 5; i++) {
        append(journal, i, "record " + i);
      }
    }
    Path segment = onlySegment();
    byte[] bytes = Files.readAllBytes(segment);
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x41;
      Files.write(segment, damaged);
      replayed.clear();
      SegmentReplay.replay(
          new NioDisk(),
          segment,
          1,
          (s, type, buffer, offset, length) ->
              replayed.add(new String(buffer, offset, length, StandardCharsets.UTF_8)));
      assertThat(replayed).as("byte %d flipped", at).hasSizeBetween(4, 5);
    }
  }

  @Test
  void truncation_deletes_only_segments_before_the_cut() throws IOException {
    try (Journal journal = open()) {
      append(journal, 1, "old");
      long cut = journal.cut();
      journal.await(append(journal, 2, "new"));
      journal.truncateBefore(cut);
    }
    open().close();
    assertThat(replayed).containsExactly("2:new");
  }

  @Test
  void new_segments_get_at_least_the_number_asked_for() throws IOException {
    try (Journal journal =
        Journal.open(new NioDisk(), directory, SMALL, 41, (s, t, b, o, l) -> {})) {
      append(journal, 1, "x");
    }
    assertThat(SegmentFormat.number(onlySegment())).isEqualTo(41);
  }

  @Test
  void a_closed_journal_takes_nothing() throws IOException {
    Journal journal = open();
    journal.close();
    assertThatThrownBy(() -> append(journal, 1, "late")).isInstanceOf(IOException.class);
  }

  @Test
  void many_threads_lose_nothing() throws Exception {
    try (Journal journal =
        Journal.open(new NioDisk(), directory, JournalOptions.DEFAULT, 1, (s, t, b, o, l) -> {})) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int type = t;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    for (int i = 0; i < 500; i++) {
                      journal.await(append(journal, type, "" + i));
                    }
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    open().close();
    for (int t = 0; t < 8; t++) {
      String prefix = t + ":";
      List<String> own = replayed.stream().filter(r -> r.startsWith(prefix)).toList();
      assertThat(own).hasSize(500);
      assertThat(own.getLast()).isEqualTo(prefix + "499");
    }
  }

  private Path onlySegment() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.reduce((a, b) -> b).orElseThrow();
    }
  }
}
