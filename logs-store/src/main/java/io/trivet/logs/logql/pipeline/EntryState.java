package io.trivet.logs.logql.pipeline;

import io.trivet.core.label.Labels;
import io.trivet.logs.EntryBatch;
import io.trivet.logs.logql.text.StringCache;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The entry a pipeline is working on: its line and its labels in three categories. A parsed label
/// hides structured metadata of the same name, which hides a stream label. Reused from entry to
/// entry and from stream to stream; owned by one thread.
public final class EntryState {
  /// The label under which errors of stages appear.
  public static final String ERROR = "__error__";

  public static final String ERROR_DETAILS = "__error_details__";

  /// Set by parsers next to the error when the query asks for `__error__` itself.
  public static final String PRESERVE_ERROR = "__preserve_error__";

  private static final int MAX_CACHED = 50_000;

  private final StringCache metadataTexts = StringCache.labelValues();
  private final Map<String, String> suffixed = new HashMap<>();
  private final SequenceCache<EntryLabels> cache = new SequenceCache<>(MAX_CACHED);
  private Labels stream = Labels.EMPTY;
  private EntryLabels streamOnly = new EntryLabels(Labels.EMPTY, Labels.EMPTY, Labels.EMPTY);
  private boolean[] streamHidden = {};
  private int streamHiddenCount;
  private String[] metadata = new String[16];
  private boolean[] metadataHidden = new boolean[8];
  private int metadataCount;
  private String[] parsed = new String[32];
  private int parsedCount;
  private final List<String> forgotten = new ArrayList<>();
  private @Nullable String error;
  private @Nullable String errorDetails;

  private byte[] line = {};
  private int from;
  private int to;
  private long timestampNanos;

  /// Starts a stream.
  public void stream(Labels labels) {
    stream = labels;
    streamOnly = new EntryLabels(labels, Labels.EMPTY, Labels.EMPTY);
    streamHidden = new boolean[labels.size()];
    streamHiddenCount = 0;
    cache.clear();
  }

  /// Starts an entry of the stream.
  public void entry(EntryBatch batch, int index) {
    line = batch.bytes;
    from = batch.starts[index];
    to = from + batch.lengths[index];
    timestampNanos = batch.timestamps[index];
    if (streamHiddenCount > 0) {
      Arrays.fill(streamHidden, false);
      streamHiddenCount = 0;
    }
    metadataCount = 0;
    parsedCount = 0;
    forgotten.clear();
    error = null;
    errorDetails = null;
    if (batch.hasMetadata) {
      int first = batch.metadataStarts[index];
      int end = batch.metadataStarts[index + 1];
      for (int pair = first; pair < end; pair++) {
        int at = 4 * pair;
        int name = batch.metadataPairs[at];
        int value = batch.metadataPairs[at + 2];
        addMetadata(
            metadataTexts.get(batch.metadataBytes, name, name + batch.metadataPairs[at + 1]),
            metadataTexts.get(batch.metadataBytes, value, value + batch.metadataPairs[at + 3]));
      }
    }
  }

  private void addMetadata(String name, String value) {
    if (name.equals(ERROR)) {
      error = value;
      return;
    }
    if (name.equals(ERROR_DETAILS)) {
      errorDetails = value;
      return;
    }
    String unique = stream.has(name) ? suffixed(name) : name;
    for (int i = 0; i < metadataCount; i++) {
      if (metadata[2 * i].equals(unique)) {
        metadata[2 * i + 1] = value;
        return;
      }
    }
    if (2 * metadataCount == metadata.length) {
      metadata = Arrays.copyOf(metadata, 2 * metadata.length);
      metadataHidden = Arrays.copyOf(metadataHidden, 2 * metadataHidden.length);
    }
    metadata[2 * metadataCount] = unique;
    metadata[2 * metadataCount + 1] = value;
    metadataHidden[metadataCount++] = false;
  }

  public byte[] line() {
    return line;
  }

  /// Where the line starts in [#line].
  public int from() {
    return from;
  }

  /// Where the line ends in [#line].
  public int to() {
    return to;
  }

  public String lineText() {
    return new String(line, from, to - from, StandardCharsets.UTF_8);
  }

  public long timestampNanos() {
    return timestampNanos;
  }

  void replaceLine(byte[] bytes, int newFrom, int newTo) {
    line = bytes;
    from = newFrom;
    to = newTo;
  }

  public boolean hasError() {
    return error != null;
  }

  /// The kind of error of this entry, "" when there is none.
  public String error() {
    return error == null ? "" : error;
  }

  void error(String kind, @Nullable String details) {
    error = kind;
    errorDetails = details;
  }

  /// Sets the error unless there is one already.
  void firstError(String kind, String details) {
    if (error == null) {
      error(kind, details);
    }
  }

  void clearError() {
    error = null;
  }

  void clearErrorDetails() {
    errorDetails = null;
  }

  /// Current value of a label; null when the entry has none of this name. Does not see the error.
  public @Nullable String get(String name) {
    for (int i = 0; i < 2 * parsedCount; i += 2) {
      if (parsed[i].equals(name)) {
        return parsed[i + 1];
      }
    }
    for (int i = 0; i < metadataCount; i++) {
      if (!metadataHidden[i] && metadata[2 * i].equals(name)) {
        return metadata[2 * i + 1];
      }
    }
    for (int i = 0; i < streamHidden.length; i++) {
      if (!streamHidden[i] && stream.name(i).equals(name)) {
        return stream.value(i);
      }
    }
    return null;
  }

  /// Whether the stream or the structured metadata came with a label of this name.
  boolean cameWith(String name) {
    for (int i = 0; i < metadataCount; i++) {
      if (metadata[2 * i].equals(name)) {
        return true;
      }
    }
    return stream.has(name);
  }

  /// Whether a stage has set this label, even if it has been deleted since: parsers set a label
  /// once.
  boolean isParsed(String name) {
    for (int i = 0; i < 2 * parsedCount; i += 2) {
      if (parsed[i].equals(name)) {
        return true;
      }
    }
    return !forgotten.isEmpty() && forgotten.contains(name);
  }

  /// The name under which a parser stores a key: with `_extracted` if the entry came with it.
  String parserName(String key) {
    return cameWith(key) ? suffixed(key) : key;
  }

  private String suffixed(String name) {
    String known = suffixed.get(name);
    if (known == null) {
      known = name + "_extracted";
      if (suffixed.size() < 1000) {
        suffixed.put(name, known);
      }
    }
    return known;
  }

  /// Sets a label in the category of parsed ones.
  void set(String name, String value) {
    for (int i = 0; i < 2 * parsedCount; i += 2) {
      if (parsed[i].equals(name)) {
        parsed[i + 1] = value;
        return;
      }
    }
    hide(name);
    if (2 * parsedCount == parsed.length) {
      parsed = Arrays.copyOf(parsed, 2 * parsed.length);
    }
    parsed[2 * parsedCount] = name;
    parsed[2 * parsedCount + 1] = value;
    parsedCount++;
  }

  void delete(String name) {
    hide(name);
    for (int i = 0; i < parsedCount; i++) {
      if (parsed[2 * i].equals(name)) {
        forgotten.add(name);
        parsedCount--;
        System.arraycopy(parsed, 2 * i + 2, parsed, 2 * i, 2 * (parsedCount - i));
        return;
      }
    }
  }

  private void hide(String name) {
    for (int i = 0; i < metadataCount; i++) {
      if (metadata[2 * i].equals(name)) {
        metadataHidden[i] = true;
      }
    }
    for (int i = 0; i < streamHidden.length; i++) {
      if (!streamHidden[i] && stream.name(i).equals(name)) {
        streamHidden[i] = true;
        streamHiddenCount++;
      }
    }
  }

  /// What decides on one label in [#retain].
  interface LabelTest {
    boolean keep(String name, String value);
  }

  /// Deletes every label that fails the test; the error stays.
  void retain(LabelTest test) {
    for (int i = parsedCount - 1; i >= 0; i--) {
      if (!test.keep(parsed[2 * i], parsed[2 * i + 1])) {
        forgotten.add(parsed[2 * i]);
        parsedCount--;
        System.arraycopy(parsed, 2 * i + 2, parsed, 2 * i, 2 * (parsedCount - i));
      }
    }
    for (int i = 0; i < metadataCount; i++) {
      if (!metadataHidden[i] && !test.keep(metadata[2 * i], metadata[2 * i + 1])) {
        metadataHidden[i] = true;
      }
    }
    for (int i = 0; i < streamHidden.length; i++) {
      if (!streamHidden[i] && !test.keep(stream.name(i), stream.value(i))) {
        streamHidden[i] = true;
        streamHiddenCount++;
      }
    }
  }

  /// Whether the labels are exactly those of the stream.
  private boolean isPlain() {
    return metadataCount == 0
        && parsedCount == 0
        && error == null
        && streamHiddenCount == 0
        && errorDetails == null;
  }

  /// Writes what makes the label set of this entry differ from its stream into the sequence.
  public void describe(LabelSequence sequence) {
    for (int i = 0; streamHiddenCount > 0 && i < streamHidden.length; i++) {
      if (streamHidden[i]) {
        sequence.add(stream.name(i));
      }
    }
    sequence.add(null);
    for (int i = 0; i < metadataCount; i++) {
      if (!metadataHidden[i]) {
        sequence.add(metadata[2 * i]);
        sequence.add(metadata[2 * i + 1]);
      }
    }
    sequence.add(null);
    for (int i = 0; i < 2 * parsedCount; i++) {
      sequence.add(parsed[i]);
    }
    sequence.add(null);
    sequence.add(error);
    sequence.add(errorDetails);
  }

  /// The labels of the entry as it is now.
  public EntryLabels labels() {
    if (isPlain()) {
      return streamOnly;
    }
    LabelSequence sequence = cache.key();
    describe(sequence);
    EntryLabels known = cache.find();
    if (known == null) {
      known = new EntryLabels(streamLabels(), metadataLabels(), parsedLabels());
      cache.put(known);
    }
    return known;
  }

  private Labels streamLabels() {
    return streamHiddenCount == 0
        ? stream
        : stream.filter(name -> !streamHidden[indexInStream(name)]);
  }

  private int indexInStream(String name) {
    for (int i = 0; i < stream.size(); i++) {
      if (stream.name(i).equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("no stream label " + name);
  }

  private Labels metadataLabels() {
    LabelPairs pairs = new LabelPairs();
    for (int i = 0; i < metadataCount; i++) {
      if (!metadataHidden[i]) {
        pairs.put(metadata[2 * i], metadata[2 * i + 1]);
      }
    }
    return pairs.toLabels();
  }

  private Labels parsedLabels() {
    LabelPairs pairs = new LabelPairs();
    for (int i = 0; i < 2 * parsedCount; i += 2) {
      pairs.put(parsed[i], parsed[i + 1]);
    }
    if (error != null) {
      pairs.put(ERROR, error);
    }
    if (errorDetails != null) {
      pairs.put(ERROR_DETAILS, errorDetails);
    }
    return pairs.toLabels();
  }
}
