package io.trivet.logs.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.codec.MalformedBytesException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCodecTest {
  private record Row(long time, byte[] line, List<String> metadata) {}

  private static EntryRows rows(List<Row> rows) {
    long[] times = rows.stream().mapToLong(Row::time).toArray();
    int[] starts = new int[rows.size() + 1];
    byte[] lines = new byte[rows.stream().mapToInt(row -> row.line().length).sum()];
    int[] pairStarts = new int[rows.size() + 1];
    List<Integer> pairs = new ArrayList<>();
    StringBuilder texts = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      byte[] line = rows.get(i).line();
      System.arraycopy(line, 0, lines, starts[i], line.length);
      starts[i + 1] = starts[i] + line.length;
      for (String text : rows.get(i).metadata()) {
        pairs.add(texts.length());
        pairs.add(text.length());
        texts.append(text);
      }
      pairStarts[i + 1] = pairs.size() / 4;
    }
    MetadataColumn metadata =
        pairs.isEmpty()
            ? null
            : new MetadataColumn(
                pairStarts,
                pairs.stream().mapToInt(i -> i).toArray(),
                texts.toString().getBytes(StandardCharsets.US_ASCII));
    return new EntryRows(rows.size(), times, starts, lines, metadata);
  }

  private static List<Row> randomRows(Random random, int size, long step) {
    List<Row> rows = new ArrayList<>();
    long time = random.nextLong(2_000_000_000_000_000_000L) / step * step;
    for (int i = 0; i < size; i++) {
      time += random.nextInt(10) == 0 ? step * random.nextLong(1 << 30) : step * random.nextInt(5);
      byte[] line = new byte[random.nextInt(random.nextInt(50) == 0 ? 5000 : 60)];
      random.nextBytes(line);
      List<String> metadata = new ArrayList<>();
      int pairs = random.nextInt(4) == 0 ? random.nextInt(4) : 0;
      for (int p = 0; p < pairs; p++) {
        metadata.add("name" + random.nextInt(3));
        metadata.add(random.nextBoolean() ? "" : Long.toHexString(random.nextLong()));
      }
      rows.add(new Row(time, line, metadata));
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void what_was_encoded_is_decoded(long seed) {
    Random random = new Random(seed);
    try (PageEncoder encoder = new PageEncoder();
        PageDecoder decoder = new PageDecoder()) {
      for (int round = 0; round < 20; round++) {
        List<Row> all = new ArrayList<>();
        int sections = 1 + random.nextInt(6);
        int[] sectionRows = new int[sections];
        long[] sectionTimes = new long[sections];
        for (int s = 0; s < sections; s++) {
          long step = (long) Math.pow(10, random.nextInt(10));
          List<Row> rows = randomRows(random, 1 + random.nextInt(400), step);
          encoder.addSection(rows(rows));
          sectionRows[s] = rows.size();
          sectionTimes[s] = rows.getFirst().time();
          all.addAll(rows);
        }
        EncodedPage page = encoder.encode(random.nextBoolean());
        check(decoder, page, sectionRows, sectionTimes, rows(all));
      }
    }
  }

  private static void check(
      PageDecoder decoder,
      EncodedPage page,
      int[] sectionRows,
      long[] sectionTimes,
      EntryRows expected) {
    int size = expected.size();
    assertThat(page.rows()).isEqualTo(size);
    assertThat(decoder.times(page.times(), 0, page.times().length, size, sectionRows, sectionTimes))
        .isEqualTo(expected.times());
    assertThat(decoder.starts(page.lengths(), 0, page.lengths().length, size, page.lineBytes()))
        .isEqualTo(expected.starts());
    assertThat(decoder.lines(page.lines(), 0, page.lines().length, page.lineBytes(), new byte[0]))
        .isEqualTo(expected.lines());
    MetadataColumn metadata =
        page.metadata().length == 0
            ? null
            : decoder.metadata(page.metadata(), 0, page.metadata().length, size);
    for (int row = 0; row < size; row++) {
      assertThat(texts(metadata, row)).isEqualTo(texts(expected.metadata(), row));
    }
  }

  private static List<String> texts(@Nullable MetadataColumn column, int row) {
    List<String> texts = new ArrayList<>();
    if (column == null) {
      return texts;
    }
    for (int p = 0; p < 2 * MetadataColumn.count(column, row); p++) {
      int at = 4 * column.starts()[row] + 2 * p;
      texts.add(
          new String(
              column.bytes(), column.pairs()[at], column.pairs()[at + 1], StandardCharsets.UTF_8));
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damaged_columns_give_an_error_or_other_rows_but_nothing_worse(long seed) {
    Random random = new Random(seed);
    try (PageEncoder encoder = new PageEncoder();
        PageDecoder decoder = new PageDecoder()) {
      encoder.addSection(rows(randomRows(random, 300, 1000)));
      EncodedPage page = encoder.encode(true);
      for (int round = 0; round < 2000; round++) {
        byte[] times = damaged(random, page.times());
        byte[] lengths = damaged(random, page.lengths());
        byte[] metadata = damaged(random, page.metadata());
        byte[] lines = damaged(random, page.lines());
        int rows = page.rows();
        attempt(
            () -> decoder.times(times, 0, times.length, rows, new int[] {rows}, new long[] {5}));
        attempt(() -> decoder.starts(lengths, 0, lengths.length, rows, page.lineBytes()));
        attempt(() -> decoder.metadata(metadata, 0, metadata.length, rows));
        attempt(() -> decoder.lines(lines, 0, lines.length, page.lineBytes(), new byte[0]));
      }
    }
  }

  private static void attempt(Runnable decoding) {
    try {
      decoding.run();
    } catch (MalformedBytesException e) {
      assertThat(e.reason()).isNotEmpty();
    }
  }

  private static byte[] damaged(Random random, byte[] bytes) {
    byte[] copy =
        Arrays.copyOf(
            bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length) + 1 : bytes.length);
    for (int i = random.nextInt(4); i >= 0; i--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt();
    }
    return copy;
  }

  @Test
  void a_column_that_claims_a_huge_length_is_refused_before_memory_is_taken() {
    try (PageDecoder decoder = new PageDecoder()) {
      byte[] column = {PageEncoder.ZSTD, -1, -1, -1, -1, 3, 0};
      assertThatThrownBy(() -> decoder.starts(column, 0, column.length, 10, 100))
          .isInstanceOf(MalformedBytesException.class);
    }
  }

  @Test
  void sorting_is_stable_and_leaves_out_exact_duplicates_only() {
    List<Row> arrived =
        List.of(
            new Row(5, bytes("b"), List.of()),
            new Row(3, bytes("c"), List.of()),
            new Row(5, bytes("a"), List.of()),
            new Row(5, bytes("b"), List.of()),
            new Row(5, bytes("b"), List.of("k", "v")),
            new Row(3, bytes("c"), List.of()));
    EntryRows sorted = EntrySorter.sort(rows(arrived));
    assertThat(sorted.size()).isEqualTo(4);
    assertThat(Arrays.copyOf(sorted.times(), 4)).containsExactly(3, 5, 5, 5);
    assertThat(new String(sorted.lines(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("cbab");
    assertThat(texts(sorted.metadata(), 3)).containsExactly("k", "v");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
