package io.trivet.metrics.prometheus;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.trivet.core.block.Ulid;
import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `meta.json` says of a Prometheus block.
///
/// @param minTime time of its beginning in ms
/// @param maxTime time of its end in ms, not included
/// @param version of the format, 1
@JsonIgnoreProperties(ignoreUnknown = true)
record TsdbMeta(
    String ulid, long minTime, long maxTime, Stats stats, Compaction compaction, int version) {
  static final String FILE = "meta.json";
  static final int VERSION = 1;
  private static final String OUT_OF_ORDER = "from-out-of-order";
  private static final int MAX_BYTES = 16 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /// Sizes.
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Stats(long numSamples, long numSeries, long numChunks) {}

  /// Where a block comes from.
  ///
  /// @param sources ULIDs of the blocks of level 1 it is made of
  /// @param parents the blocks it was made of
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Compaction(int level, List<String> sources, List<Parent> parents, List<String> hints) {
    Compaction(
        int level,
        @Nullable List<String> sources,
        @Nullable List<Parent> parents,
        @Nullable List<String> hints) {
      this.level = level;
      this.sources = sources == null ? List.of() : List.copyOf(sources);
      this.parents = parents == null ? List.of() : List.copyOf(parents);
      this.hints = hints == null ? List.of() : List.copyOf(hints);
    }
  }

  /// A block of which another one was made.
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Parent(String ulid, long minTime, long maxTime) {}

  TsdbMeta(
      String ulid,
      long minTime,
      long maxTime,
      @Nullable Stats stats,
      @Nullable Compaction compaction,
      int version) {
    this.ulid = ulid;
    this.minTime = minTime;
    this.maxTime = maxTime;
    this.stats = stats == null ? new Stats(0, 0, 0) : stats;
    this.compaction = compaction == null ? new Compaction(1, null, null, null) : compaction;
    this.version = version;
  }

  /// Whether it holds samples which came late, so that its end says nothing of the write-ahead log.
  boolean isOutOfOrder() {
    return compaction.hints().contains(OUT_OF_ORDER);
  }

  static TsdbMeta read(Disk disk, Path block) throws IOException {
    Path file = block.resolve(FILE);
    TsdbMeta meta;
    try {
      meta = JSON.readValue(disk.readAll(file, MAX_BYTES), TsdbMeta.class);
    } catch (JacksonException e) {
      throw new CorruptFileException(
          file, Math.max(0, e.getLocation().getByteOffset()), e.getOriginalMessage());
    }
    if (meta == null || meta.ulid() == null || !Ulid.isUlid(meta.ulid())) {
      throw new CorruptFileException(file, 0, "no ULID");
    }
    if (meta.version() != VERSION) {
      throw new IOException(
          file + " is of version " + meta.version() + ", only " + VERSION + " is understood");
    }
    return meta;
  }

  byte[] json() throws IOException {
    return JSON.writeValueAsBytes(this);
  }
}
