package io.trivet.metrics.prometheus;

import static io.trivet.metrics.prometheus.StoreFolder.DISK;
import static io.trivet.metrics.prometheus.StoreFolder.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.histogram.NativeHistogram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WalImportTest {
  private static final Labels A = Labels.of("__name__", "a");
  private static final Labels B = Labels.of("__name__", "b", "x", "1");

  @TempDir Path folder;
  private StoreFolder target;
  private Path wal;

  @BeforeEach
  void folders() throws IOException {
    target = new StoreFolder(folder.resolve("target"));
    wal = folder.resolve("wal");
    DISK.createDirectories(wal);
  }

  private static WalBytes plain() {
    return new WalBytes(WalBytes.Packing.NONE);
  }

  private static NativeHistogram histogram(boolean isInteger) {
    return new NativeHistogram(
        NativeHistogram.ResetHint.UNKNOWN,
        1,
        0.5,
        2,
        isInteger ? 12 : 12.5,
        -3.5,
        new int[] {1, 2, 3, 1},
        new double[] {4, 1, 3},
        new int[] {0, 1},
        new double[] {isInteger ? 2 : 2.5},
        null,
        isInteger);
  }

  @ParameterizedTest
  @EnumSource(WalBytes.Packing.class)
  void samples_of_every_kind_are_read(WalBytes.Packing packing) throws IOException {
    Labels of = Labels.of("trace_id", "abc");
    Files.write(
        wal.resolve("00000003"),
        new WalBytes(packing)
            .series(7, A)
            .series(8, B)
            .samples(7, NOW, 1000, 1, 2.5, Double.NEGATIVE_INFINITY)
            .histogram(8, NOW, histogram(true))
            .histogram(8, NOW + 5, histogram(false))
            .exemplar(7, NOW + 1000, 2.5, of)
            .bytes());
    ImportSummary summary = target.bring(folder);
    assertThat(summary.samples()).isEqualTo(5);
    assertThat(target.samples())
        .containsEntry(A, List.of("0 1.0", "1000 2.5", "2000 -Infinity"))
        .containsEntry(
            B,
            List.of(
                "0 " + StoreFolder.histogram(histogram(true)),
                "5 " + StoreFolder.histogram(histogram(false))));
    Map<Labels, List<Exemplar>> exemplars =
        target.with(store ->
            store
                .querier()
                .exemplars(
                    QueryContext.unbounded(),
                    List.of(List.of(LabelMatcher.equal("__name__", "a"))),
                    TimeRange.ALL));
    assertThat(exemplars).containsEntry(A, List.of(new Exemplar(of, 2.5, NOW + 1000)));
  }

  @ParameterizedTest
  @EnumSource(WalBytes.Packing.class)
  void records_go_over_pages(WalBytes.Packing packing) throws IOException {
    WalBytes log = new WalBytes(packing).series(1, A);
    Random random = new Random(5);
    double[] values = random.doubles(50_000).toArray();
    for (int i = 0; i < 50_000; i += 10_000) {
      log.samples(1, NOW + i, 1, Arrays.copyOfRange(values, i, i + 10_000));
      // Records of all lengths, so that every rest of a page occurs.
      for (int k = 0; k < 200; k++) {
        log.series(100 + k, Labels.of("__name__", "x".repeat(random.nextInt(1, 300))));
      }
    }
    Files.write(wal.resolve("00000000"), log.bytes());
    target.bring(folder);
    assertThat(target.samples().get(A))
        .isEqualTo(IntStream.range(0, 50_000).mapToObj(i -> i + " " + values[i]).toList());
  }

  @Test
  void a_checkpoint_stands_for_the_segments_it_covers() throws IOException {
    Path old = wal.resolve("checkpoint.00000002");
    Path checkpoint = wal.resolve("checkpoint.00000004");
    DISK.createDirectories(old);
    DISK.createDirectories(checkpoint);
    DISK.createDirectories(wal.resolve("checkpoint.00000005.tmp"));
    Files.write(old.resolve("00000000"), plain().series(1, B).samples(1, NOW, 1, 77).bytes());
    Files.write(checkpoint.resolve("00000000"), plain().series(1, A).samples(1, NOW, 1, 1).bytes());
    Files.write(wal.resolve("00000004"), plain().series(1, B).samples(1, NOW, 1, 66).bytes());
    Files.write(wal.resolve("00000005"), plain().samples(1, NOW + 1, 1, 2).bytes());
    Files.write(wal.resolve("00000006"), plain().samples(1, NOW + 2, 1, 3).bytes());
    target.bring(folder);
    assertThat(target.samples()).containsOnlyKeys(A);
    assertThat(target.samples().get(A)).containsExactly("0 1.0", "1 2.0", "2 3.0");
  }

  @Test
  void a_missing_segment_is_an_error() throws IOException {
    Files.write(wal.resolve("00000000"), plain().series(1, A).bytes());
    Files.write(wal.resolve("00000002"), plain().samples(1, NOW, 1, 1).bytes());
    assertThatThrownBy(() -> target.bring(folder))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("segment 1 before it is missing");
  }

  @Test
  void deleted_intervals_and_late_samples_count() throws IOException {
    Files.write(
        wal.resolve("00000000"),
        plain().series(1, A).samples(1, NOW, 1, 1, 2, 3, 4).deleted(1, NOW + 1, NOW + 2).bytes());
    DISK.createDirectories(folder.resolve("wbl"));
    Files.write(
        folder.resolve("wbl").resolve("00000000"),
        plain().samples(1, NOW - 10, 1, -1).samples(1, NOW, 1, 99).bytes());
    target.bring(folder);
    // Of two samples at one time the first stays.
    assertThat(target.samples().get(A)).containsExactly("-10 -1.0", "0 1.0", "3 4.0");
  }

  @Test
  void a_series_that_was_defined_twice_is_one() throws IOException {
    Files.write(
        wal.resolve("00000000"),
        plain()
            .series(1, A)
            .samples(1, NOW, 1, 1)
            .series(2, A)
            .samples(2, NOW + 1, 1, 2)
            .samples(3, NOW, 1, 5)
            .bytes());
    List<String> notes = new ArrayList<>();
    target.bring(folder, 1 << 20, notes);
    assertThat(target.samples().get(A)).containsExactly("0 1.0", "1 2.0");
    assertThat(notes).contains("write-ahead log: 1 samples of series which it does not define");
  }

  @Test
  void little_memory_is_enough() throws IOException {
    WalBytes log = plain();
    for (int i = 0; i < 50; i++) {
      log.series(i, Labels.of("__name__", "m", "i", "" + i));
    }
    for (int k = 0; k < 200; k++) {
      for (int i = 0; i < 50; i++) {
        log.samples(i, NOW + k * 100_000L, 1, k + i);
      }
    }
    Files.write(wal.resolve("00000000"), log.bytes());
    ImportSummary summary = target.bring(folder, 100_000, new ArrayList<>());
    assertThat(summary.samples()).isEqualTo(10_000);
    assertThat(summary.series()).isEqualTo(50);
    assertThat(target.samples())
        .hasSize(50)
        .allSatisfy((labels, rows) -> assertThat(rows).hasSize(200));
    assertThat(target.bring(folder).skipped()).isEqualTo(1);
  }

  @Test
  void the_last_record_may_be_cut_off_and_no_other() throws IOException {
    byte[] good = plain().series(1, A).samples(1, NOW, 1, 1).bytes();
    byte[] more = plain().series(1, A).samples(1, NOW, 1, 1).samples(1, NOW + 1, 1, 2).bytes();
    for (int length = good.length; length < more.length; length++) {
      StoreFolder fresh = new StoreFolder(folder.resolve("fresh-" + length));
      Files.write(wal.resolve("00000000"), Arrays.copyOf(more, length));
      List<String> notes = new ArrayList<>();
      fresh.bring(folder, 1 << 20, notes);
      assertThat(fresh.samples().get(A)).containsExactly("0 1.0");
      assertThat(notes.stream().filter(n -> n.contains("cut off")))
          .hasSize(length == good.length ? 0 : 1);
    }
    Files.write(wal.resolve("00000000"), Arrays.copyOf(more, more.length - 1));
    Files.write(wal.resolve("00000001"), plain().samples(1, NOW + 5, 1, 2).bytes());
    assertThatThrownBy(() -> target.bring(folder))
        .hasMessageContaining("00000000 at byte " + good.length)
        .hasMessageContaining("ends within a record");
  }

  @Test
  void a_changed_byte_is_told_with_file_and_place() throws IOException {
    byte[] good = plain().series(1, A).samples(1, NOW, 1, 1).bytes();
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 0x20;
      Files.write(wal.resolve("00000000"), bad);
      // A length that points behind the end looks like a write that was cut off.
      List<String> notes = new ArrayList<>();
      try {
        target.bring(folder, 1 << 20, notes);
        assertThat(notes).anyMatch(note -> note.contains("cut off"));
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("00000000 at byte ");
      }
    }
  }

  @Test
  void a_record_of_the_future_is_an_error_that_says_what_to_do() throws IOException {
    BytesWriter record = new BytesWriter();
    record.putByte(42);
    Files.write(wal.resolve("00000000"), plain().series(1, A).record(record).bytes());
    assertThatThrownBy(() -> target.bring(folder))
        .hasMessageContaining("record of kind 42")
        .hasMessageContaining("--no-wal");
    assertThat(target.samples()).isEmpty();
  }
}
