package io.trivet.metrics.prometheus;

import static io.trivet.metrics.prometheus.StoreFolder.DISK;
import static io.trivet.metrics.prometheus.StoreFolder.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.histogram.NativeHistogram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a store to blocks of Prometheus and back into another store.
final class RoundTripTest {
  private static final long HOUR = 3_600_000;
  private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

  @TempDir Path folder;
  private StoreFolder source;
  private StoreFolder target;
  private Path blocks;
  private final long seed = Long.getLong("trivet.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @BeforeEach
  void fill() throws IOException {
    source = new StoreFolder(folder.resolve("source"));
    target = new StoreFolder(folder.resolve("target"));
    blocks = folder.resolve("blocks");
    source.with(store -> {
      for (long time = NOW - 5 * HOUR; time <= NOW; time += 300_000) {
        append(store.appender(), time);
        if (time == NOW - HOUR) {
          store.flush();
        }
      }
      return true;
    });
  }

  private static void append(MetricsAppender appender, long time) throws IOException {
    // Labels before __name__, no name at all, no other label, many values.
    Labels[] floats = {
      Labels.of("__name__", "b", "Zone", "1"),
      Labels.of("__name__", "a", "Zone", "2", "x", "\u00e4\ud83d\ude00"),
      Labels.of("__name__", "c"),
      Labels.of("__name__", "c", "x", "1"),
      Labels.of("Nameless", "1"),
      Labels.of("nameless", "2"),
      Labels.of("__name__", "old"),
    };
    for (int i = 0; i < floats.length; i++) {
      boolean isGone = i == 6 && time > NOW - 3 * HOUR;
      if (!isGone) {
        long series = appender.series(floats[i]);
        double value = i == 3 && time == NOW - HOUR ? STALE : i + time / 1e3;
        assertThat(appender.add(series, time, value, 0)).isEqualTo(AppendStatus.ACCEPTED);
      }
    }
    for (int i = 0; i < 60; i++) {
      appender.add(appender.series(Labels.of("__name__", "m" + i % 7, "i", "" + i)), time, i, 0);
    }
    long step = (time - NOW) / 300_000 + 60;
    appender.add(appender.series(Labels.of("__name__", "h")), time, histogram(step, true), 0);
    appender.add(appender.series(Labels.of("__name__", "hf")), time, histogram(step, false), 0);
    appender.commit();
  }

  private static NativeHistogram histogram(long step, boolean isInteger) {
    // A new layout now and then, and a counter reset.
    double[] buckets = step < 20 ? new double[] {step, 2} : new double[] {step % 40, 2, 1};
    double count = 3;
    for (double bucket : buckets) {
      count += bucket;
    }
    return new NativeHistogram(
        NativeHistogram.ResetHint.UNKNOWN,
        3,
        0.001,
        3,
        count,
        step / 3.0,
        new int[] {-2, buckets.length},
        buckets,
        null,
        null,
        null,
        isInteger);
  }

  @Test
  void everything_comes_back() throws IOException {
    PrometheusExport.Summary taken = source.take(blocks, TimeRange.ALL);
    ImportSummary brought = target.bring(blocks);
    Map<Labels, List<String>> expected = source.samples();
    assertThat(expected).hasSize(69);
    assertThat(target.samples()).isEqualTo(expected);
    long samples = expected.values().stream().mapToLong(List::size).sum();
    assertThat(taken.samples()).isEqualTo(samples);
    assertThat(brought.samples()).isEqualTo(samples);
    assertThat(brought.oldestMs()).isEqualTo(NOW - 5 * HOUR);
    assertThat(brought.newestMs()).isEqualTo(NOW);
    // 14:40 to 19:40 touches three ranges of two hours.
    assertThat(taken.blocks()).isEqualTo(3);
  }

  @Test
  void a_second_import_changes_nothing() throws IOException {
    source.take(blocks, TimeRange.ALL);
    target.bring(blocks);
    Map<Labels, List<String>> before = target.samples();
    int count = target.with(store -> store.blocks().size());
    ImportSummary again = target.bring(blocks);
    assertThat(again.blocks()).isZero();
    assertThat(again.skipped()).isEqualTo(3);
    assertThat(target.samples()).isEqualTo(before);
    assertThat(target.<Integer>with(store -> store.blocks().size())).isEqualTo(count);
  }

  @Test
  void a_block_is_known_again_after_compaction() throws IOException {
    source.take(blocks, TimeRange.ALL);
    target.bring(blocks);
    Map<Labels, List<String>> before = target.samples();
    int left =
        target.with(store -> {
          store.maintain();
          return store.blocks().size();
        });
    assertThat(left).isEqualTo(2);
    assertThat(target.bring(blocks).skipped()).isEqualTo(3);
    assertThat(target.samples()).isEqualTo(before);
  }

  @Test
  void a_compacted_block_takes_the_place_of_those_it_was_made_of() throws IOException {
    source.take(blocks, TimeRange.ALL);
    target.bring(blocks);
    Map<Labels, List<String>> before = target.samples();
    Path first = DISK.list(blocks).getFirst();
    Path compacted = blocks.resolve("01HF7XYZ000000000000000000");
    DISK.publish(first, compacted);
    edit(
        compacted,
        meta -> {
          meta.put("ulid", "01HF7XYZ000000000000000000");
          ObjectNode compaction = (ObjectNode) meta.path("compaction");
          compaction.put("level", 2);
          compaction.withArray("sources").add("01HF7XYZ000000000000000001");
        });
    assertThat(target.bring(blocks).blocks()).isEqualTo(1);
    assertThat(target.samples()).isEqualTo(before);
    assertThat(target.<Integer>with(store -> store.blocks().size())).isEqualTo(3);
  }

  @Test
  void parents_of_a_block_that_is_there_are_left_out() throws IOException {
    source.take(blocks, TimeRange.ALL);
    List<Path> all = DISK.list(blocks);
    String parent = String.valueOf(all.get(0).getFileName());
    edit(
        all.get(1),
        meta -> {
          ObjectNode compaction = (ObjectNode) meta.path("compaction");
          compaction.withArray("parents").addObject().put("ulid", parent);
        });
    assertThat(target.bring(blocks).blocks()).isEqualTo(2);
  }

  @Test
  void blocks_that_share_their_sources_are_all_kept() throws IOException {
    source.take(blocks, TimeRange.ALL);
    for (Path block : DISK.list(blocks)) {
      if (DISK.exists(block.resolve("meta.json"))) {
        edit(
            block,
            meta ->
                ((ObjectNode) meta.path("compaction"))
                    .putArray("sources")
                    .add("01HF7XYZ000000000000000001"));
      }
    }
    target.bring(blocks);
    assertThat(target.samples()).isEqualTo(source.samples());
  }

  /// A change of a meta.
  private interface Edit {
    void apply(ObjectNode meta);
  }

  private static void edit(Path block, Edit edit) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Path file = block.resolve("meta.json");
    ObjectNode meta = (ObjectNode) json.readTree(Files.readAllBytes(file));
    edit.apply(meta);
    Files.write(file, json.writeValueAsBytes(meta));
  }

  @Test
  void a_selector_and_a_range_choose_what_is_exported() throws IOException {
    source.take(
        blocks,
        new TimeRange(NOW - 2 * HOUR, NOW - HOUR),
        LabelMatcher.of("__name__", LabelMatcher.Op.MATCHES, "a|b"));
    target.bring(blocks);
    Map<Labels, List<String>> found = target.samples();
    assertThat(found.keySet()).extracting(Labels::metricName).containsExactlyInAnyOrder("a", "b");
    assertThat(found.values())
        .allSatisfy(texts -> {
          assertThat(texts).hasSize(13);
          assertThat(texts.getFirst()).startsWith("-7200000 ");
          assertThat(texts.getLast()).startsWith("-3600000 ");
        });
  }

  @Test
  void an_export_into_a_folder_with_blocks_is_refused() throws IOException {
    source.take(blocks, TimeRange.ALL);
    assertThatThrownBy(() -> source.take(blocks, TimeRange.ALL))
        .hasMessageContaining("export to an empty one");
  }

  @Test
  void what_is_deleted_there_does_not_come() throws IOException {
    source.take(blocks, new TimeRange(NOW - 300_000, NOW), LabelMatcher.equal("__name__", "c"));
    Path block = DISK.list(blocks).getFirst();
    // The first series begins at the first multiple of 16 behind the symbols, whose length is
    // first.
    byte[] index = Files.readAllBytes(block.resolve("index"));
    int symbols = 5 + 4 + ((index[7] & 0xff) << 8 | index[8] & 0xff) + 4;
    int number = (symbols + 15) / 16;
    BytesWriter entries = new BytesWriter();
    entries.putVarint(number);
    entries.putSigned(NOW - 300_000);
    entries.putSigned(NOW - 1);
    CRC32C crc = new CRC32C();
    crc.update(entries.array(), 0, entries.length());
    BytesWriter file = new BytesWriter();
    file.putInt(Integer.reverseBytes(0x0130BA30));
    file.putByte(1);
    file.putBytes(entries.toByteArray());
    file.putInt(Integer.reverseBytes((int) crc.getValue()));
    Files.write(block.resolve("tombstones"), file.toByteArray());
    target.bring(blocks);
    assertThat(target.samples().get(Labels.of("__name__", "c"))).hasSize(1);
    assertThat(target.samples().get(Labels.of("__name__", "c", "x", "1"))).hasSize(2);
  }

  @Test
  void damage_is_told_with_file_and_place_or_does_no_harm() throws IOException {
    source.take(blocks, new TimeRange(NOW - HOUR, NOW), LabelMatcher.equal("__name__", "h"));
    Path block = DISK.list(blocks).getFirst();
    target.bring(blocks);
    Map<Labels, List<String>> expected = target.samples();
    int told = 0;
    for (int round = 0; round < 50; round++) {
      String name = List.of("index", "chunks/000001", "tombstones").get(random.nextInt(3));
      Path file = block.resolve(name);
      byte[] good = Files.readAllBytes(file);
      byte[] bad =
          random.nextInt(4) == 0
              ? java.util.Arrays.copyOf(good, random.nextInt(good.length))
              : good.clone();
      if (bad.length == good.length) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bad);
      StoreFolder fresh = new StoreFolder(folder.resolve("fresh-" + round));
      try {
        fresh.bring(blocks);
        assertThat(fresh.samples()).as("seed %d round %d", seed, round).isEqualTo(expected);
      } catch (IOException e) {
        told++;
        assertThat(e.getMessage()).as("seed %d round %d", seed, round).contains(name);
        assertThat(fresh.samples()).isEmpty();
      }
      Files.write(file, good);
    }
    assertThat(told).isGreaterThan(25);
  }

  @Test
  void a_folder_without_anything_of_prometheus_is_refused() {
    assertThatThrownBy(() -> target.bring(folder))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(CorruptFileException.class)
        .hasMessageContaining("holds no data of Prometheus");
  }
}
