package io.trivet.appliance.api.loki;

import io.trivet.core.codec.Hash128;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.logs.LogAppendStatus;
import io.trivet.logs.LogAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One push: streams are recognised or created, entries are checked, given their level, and
/// appended as one batch. An entry that is refused does not harm the others. Owned by one thread;
/// reusable after [#commit] or [#rollback].
final class PushSession {
  static final String SERVICE_NAME = "service_name";

  private static final List<String> SERVICE_LABELS =
      List.of(
          "service",
          "app",
          "application",
          "app_name",
          "name",
          "app_kubernetes_io_name",
          "container",
          "container_name",
          "k8s_container_name",
          "component",
          "workload",
          "job",
          "k8s_job_name");
  private static final byte[] DETECTED_LEVEL = ascii("detected_level");
  private static final byte[] SEVERITY_NUMBER = ascii("severity_number");
  private static final byte[][] LEVEL_FIELDS =
      Level.FIELDS.stream()
          .map(field -> ascii(field.replace('.', '_')))
          .distinct()
          .toArray(byte[][]::new);
  private static final int MAX_REASONS = 20;
  private static final long REFUSED = -2;

  final MetadataPairs metadata = new MetadataPairs();
  private final LogAppender appender;
  private final PushObserver observer;
  private final Hash128 hash = new Hash128();
  private final Map<String, Integer> reasons = new LinkedHashMap<>();
  private byte[] scratch = new byte[256];
  private PushLimits limits = PushLimits.DEFAULT;
  private long stream = REFUSED;
  private byte @Nullable [] streamLevel;
  private String streamText = "";
  private @Nullable ErrorKind worst;
  private int streams;
  private long accepted;
  private long acceptedBytes;

  PushSession(LogAppender appender, PushObserver observer) {
    this.appender = appender;
    this.observer = observer;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  void begin(PushLimits bounds) {
    limits = bounds;
    reasons.clear();
    worst = null;
    streams = 0;
    accepted = 0;
    acceptedBytes = 0;
  }

  /// Chooses the stream of the entries that follow, by the bytes of its label text.
  ///
  /// @throws TrivetException of kind BAD_DATA if the text is no label set: then the push fails
  void stream(byte[] text, int offset, int length) {
    streams++;
    hash.hash(text, offset, length);
    long high = hash.high();
    long low = hash.low();
    streamText = "";
    stream = appender.lookup(high, low);
    if (stream != LogAppender.NO_STREAM && !mentionsLevel(text, offset, length)) {
      streamLevel = null;
      return;
    }
    streamText = new String(text, offset, length, StandardCharsets.UTF_8);
    choose(LabelText.parse(streamText), high, low);
  }

  /// Chooses the stream by its labels.
  ///
  /// @param pairs names and values in turn
  void stream(List<String> pairs) {
    streams++;
    StringBuilder text = new StringBuilder();
    boolean plain = true;
    for (int i = 0; i < pairs.size(); i += 2) {
      plain &= Labels.isPlainName(pairs.get(i));
      text.append(i == 0 ? "" : ", ").append(pairs.get(i)).append('=');
      Labels.quote(pairs.get(i + 1), text);
    }
    streamText = "{" + text + "}";
    if (!plain) {
      // Throws with the place of the name which is none.
      LabelText.parse(sorted(pairs));
    }
    byte[] bytes = streamText.getBytes(StandardCharsets.UTF_8);
    hash.hash(bytes, 0, bytes.length);
    choose(pairs, hash.high(), hash.low());
  }

  /// The labels as text, in the order of their names.
  private static String sorted(List<String> pairs) {
    java.util.Map<String, String> sorted = new java.util.TreeMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      sorted.put(pairs.get(i), pairs.get(i + 1));
    }
    StringBuilder text = new StringBuilder("{");
    sorted.forEach((name, value) -> {
      text.append(text.length() == 1 ? "" : ", ").append(name).append('=');
      Labels.quote(value, text);
    });
    return text.append('}').toString();
  }

  /// Whether a label may name the level: every key that does has a `v` after `e` or `l`.
  private static boolean mentionsLevel(byte[] text, int offset, int length) {
    for (int i = offset + 1; i < offset + length; i++) {
      int before = text[i - 1] | 0x20;
      if ((text[i] | 0x20) == 'v' && (before == 'e' || before == 'l')) {
        return true;
      }
    }
    return false;
  }

  private void choose(List<String> pairs, long high, long low) {
    streamLevel = null;
    LabelsBuilder builder = new LabelsBuilder();
    for (int i = 0; i < pairs.size(); i += 2) {
      String name = pairs.get(i);
      if (builder.get(name).isEmpty()) {
        builder.set(name, pairs.get(i + 1));
      } else {
        refuseStream("duplicate_label_names", "has duplicate label name: '" + name + "'");
        return;
      }
    }
    String problem = problem(builder.build());
    if (problem != null) {
      refuseStream(
          problem.substring(0, problem.indexOf(' ')), problem.substring(problem.indexOf(' ') + 1));
      return;
    }
    for (String field : Level.FIELDS) {
      String value = builder.get(field);
      if (!value.isEmpty()) {
        Level known = Level.of(value);
        streamLevel = known != null ? known.text() : value.getBytes(StandardCharsets.UTF_8);
        break;
      }
    }
    stream = appender.lookup(high, low);
    if (stream == LogAppender.NO_STREAM) {
      create(withServiceName(builder), high, low);
    }
  }

  private void create(Labels labels, long high, long low) {
    try {
      stream = appender.stream(labels, high, low);
    } catch (TrivetException e) {
      if (e.kind() != ErrorKind.LIMITED) {
        throw e;
      }
      worst = ErrorKind.LIMITED;
      refuseStream("stream_limit", e.reason());
    }
  }

  /// The word for metrics, a space and the text of what is wrong with a label set; null if nothing.
  private @Nullable String problem(Labels labels) {
    int counted = labels.size() - (labels.has(SERVICE_NAME) ? 1 : 0);
    if (limits.maxLabels() > 0 && counted > limits.maxLabels()) {
      return "max_label_names_per_series has "
          + counted
          + " label names; limit "
          + limits.maxLabels();
    }
    for (int i = 0; i < labels.size(); i++) {
      if (tooLong(labels.name(i), limits.maxLabelNameBytes())) {
        return "label_name_too_long has label name too long: '" + labels.name(i) + "'";
      }
      if (tooLong(labels.value(i), limits.maxLabelValueBytes())) {
        return "label_value_too_long has label value too long for '" + labels.name(i) + "'";
      }
    }
    return null;
  }

  private static boolean tooLong(String text, long limit) {
    return limit > 0
        && 3L * text.length() > limit
        && text.getBytes(StandardCharsets.UTF_8).length > limit;
  }

  private static Labels withServiceName(LabelsBuilder labels) {
    if (labels.get(SERVICE_NAME).isEmpty()
        && labels.get("__aggregated_metric__").isEmpty()
        && labels.get("__pattern__").isEmpty()) {
      String service = "unknown_service";
      for (String candidate : SERVICE_LABELS) {
        if (!labels.get(candidate).isEmpty()) {
          service = labels.get(candidate);
          break;
        }
      }
      labels.set(SERVICE_NAME, service);
    }
    return labels.build();
  }

  private void refuseStream(String reason, String text) {
    stream = REFUSED;
    refuse(reason, "stream '" + shown() + "' " + text);
  }

  /// Adds an entry to the chosen stream, with what [#metadata] holds.
  ///
  /// @param nanos nanoseconds since the epoch
  void entry(long nanos, byte[] buffer, int offset, int length) {
    if (stream < 0) {
      observer.refused("stream", 1);
      return;
    }
    int lineLength = length;
    if (limits.maxLineBytes() > 0 && length > limits.maxLineBytes()) {
      if (!limits.truncate()) {
        refuse(
            "line_too_long",
            "max entry size '"
                + limits.maxLineBytes()
                + "' bytes exceeded for stream '"
                + shown()
                + "' while adding an entry with length '"
                + length
                + "' bytes");
        return;
      }
      lineLength = (int) limits.maxLineBytes();
    }
    if (!checkMetadata()) {
      return;
    }
    byte[] level = level(buffer, offset, lineLength);
    LogAppendStatus status = appender.add(stream, nanos, buffer, offset, lineLength);
    switch (status) {
      case ACCEPTED -> {
        metadata.appendTo(appender);
        if (level.length > 0) {
          appendLevel(level);
        }
        accepted++;
        acceptedBytes += lineLength + metadata.size();
      }
      case TOO_OLD ->
          refuse(
              "greater_than_max_sample_age",
              "entry for stream '" + shown() + "' has timestamp too old: " + time(nanos));
      case TOO_NEW ->
          refuse(
              "too_far_in_future",
              "entry for stream '" + shown() + "' has timestamp too new: " + time(nanos));
      case LINE_TOO_LONG ->
          refuse("line_too_long", "line too long for stream '" + shown() + "': " + length);
      case METADATA_TOO_LARGE ->
          refuse(
              "structured_metadata_too_large",
              "stream '" + shown() + "' has structured metadata too large");
      case UNKNOWN_STREAM ->
          throw new TrivetException(
              ErrorKind.UNAVAILABLE, "a stream vanished while it was written to; send again");
    }
  }

  private static String time(long nanos) {
    return java.time.Instant.ofEpochSecond(0, nanos).toString();
  }

  private boolean checkMetadata() {
    if (limits.maxMetadata() > 0 && metadata.count() > limits.maxMetadata()) {
      refuse(
          "structured_metadata_too_many",
          "stream '"
              + shown()
              + "' has too many structured metadata labels: '"
              + metadata.count()
              + "', limit: '"
              + limits.maxMetadata()
              + "'");
      return false;
    }
    int size = metadata.size();
    if (limits.maxMetadataBytes() > 0 && size > limits.maxMetadataBytes()) {
      refuse(
          "structured_metadata_too_large",
          "stream '"
              + shown()
              + "' has structured metadata too large: '"
              + size
              + "' bytes, limit: '"
              + limits.maxMetadataBytes()
              + "' bytes");
      return false;
    }
    return true;
  }

  /// The level to append, empty when the metadata has it already.
  private byte[] level(byte[] line, int offset, int length) {
    if (metadata.count() > 0) {
      int own = metadata.find(DETECTED_LEVEL);
      if (own >= 0) {
        Level normal = Level.of(metadata.value(own));
        if (normal != null) {
          metadata.add("detected_level", new String(normal.text(), StandardCharsets.US_ASCII));
        }
        return new byte[0];
      }
    }
    byte[] fromStream = streamLevel;
    if (fromStream != null) {
      return fromStream;
    }
    if (metadata.count() > 0) {
      for (byte[] field : LEVEL_FIELDS) {
        int at = metadata.find(field);
        if (at >= 0) {
          String value = metadata.value(at);
          Level known = Level.of(value);
          return known != null ? known.text() : value.getBytes(StandardCharsets.UTF_8);
        }
      }
      int number = metadata.find(SEVERITY_NUMBER);
      if (number >= 0) {
        return Level.ofNumber(metadata.value(number)).text();
      }
    }
    return LevelDetector.detect(line, offset, length).text();
  }

  private void appendLevel(byte[] level) {
    int nameLength = DETECTED_LEVEL.length;
    if (scratch.length < nameLength + level.length) {
      scratch = new byte[nameLength + level.length];
    }
    System.arraycopy(DETECTED_LEVEL, 0, scratch, 0, nameLength);
    System.arraycopy(level, 0, scratch, nameLength, level.length);
    appender.metadata(scratch, 0, nameLength, nameLength, level.length);
  }

  private String shown() {
    String text = streamText.isEmpty() ? "(known stream)" : streamText;
    return text.length() <= 300 ? text : text.substring(0, 300) + "...";
  }

  private void refuse(String reason, String text) {
    observer.refused(reason, 1);
    if (worst == null) {
      worst = ErrorKind.BAD_DATA;
    }
    if (reasons.size() < MAX_REASONS || reasons.containsKey(text)) {
      reasons.merge(text, 1, Integer::sum);
    }
  }

  /// Makes the accepted entries durable and visible.
  ///
  /// @throws TrivetException if anything was refused, although the rest is stored: of kind LIMITED
  ///   or BAD_DATA, or of kind EXECUTION for a push without any stream
  void commit() throws IOException {
    if (streams == 0) {
      appender.rollback();
      throw new TrivetException(
          ErrorKind.EXECUTION, "error at least one valid stream is required for ingestion");
    }
    if (accepted == 0) {
      appender.rollback();
    } else {
      appender.commit();
      observer.accepted(accepted, acceptedBytes);
    }
    ErrorKind kind = worst;
    if (kind != null) {
      StringBuilder all = new StringBuilder();
      reasons.forEach((text, times) -> {
        all.append(all.isEmpty() ? "" : "\n");
        all.append(times == 1 ? "" : times + " errors like: ").append(text);
      });
      throw new TrivetException(kind, all.toString());
    }
  }

  void rollback() {
    appender.rollback();
  }
}
