package io.trivet.appliance.api.prometheus;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.codec.ProtoReader;
import io.trivet.core.label.Labels;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.histogram.NativeHistogram;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `io.prometheus.write.v2.Request`:
///
/// ```text
/// Request {4 symbols*, 5 timeseries*}
/// TimeSeries {1 label refs (packed pairs), 2 samples* {1 value, 2 timestamp, 3 start},
///             3 histograms*, 4 exemplars* {1 refs, 2 value, 3 timestamp},
///             5 metadata {1 type, 3 help ref, 4 unit ref}}
/// ```
///
/// Each symbol is hashed once; a known series is recognised by the hash over the hashes of its
/// symbols. What is refused is told, the rest is stored. Owned by one thread.
final class WriteV2 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MAX_REFS = 10_000;
  private static final long SKIPPED = -2;

  private final SeriesWriter writer;
  private final ProtoReader request = new ProtoReader();
  private final HistogramMessage histogram = new HistogramMessage();
  private final SeriesWriter.LabelCollector labels = new SeriesWriter.LabelCollector();
  private final Set<MetricMetadata> described = new HashSet<>();
  private int[] symbolAt = new int[256];
  private int[] symbolLength = new int[256];
  private long[] symbolHash = new long[512];
  private int symbols;
  private int[] refs = new int[64];
  private int refCount;
  private long type;
  private long help;
  private long unit;
  private byte[] key = new byte[1024];
  private String shown = "";

  WriteV2(SeriesWriter writer) {
    this.writer = writer;
  }

  /// @throws io.trivet.core.error.TrivetException of kind BAD_DATA if this is no request
  void read(byte[] body) {
    request.reset(body, 0, body.length);
    while (request.next()) {
      if (request.field() == 4) {
        request.expect(ProtoReader.BYTES);
        int length = request.length();
        symbol(request.take(length), length);
      } else {
        request.skip();
      }
    }
    request.reset(body, 0, body.length);
    while (request.next()) {
      if (request.field() == 5) {
        int outer = request.enter();
        series(new ProtoReader());
        request.leave(outer);
      } else {
        request.skip();
      }
    }
  }

  private void symbol(int at, int length) {
    if (symbols == symbolAt.length) {
      symbolAt = Arrays.copyOf(symbolAt, 2 * symbols);
      symbolLength = Arrays.copyOf(symbolLength, 2 * symbols);
      symbolHash = Arrays.copyOf(symbolHash, 4 * symbols);
    }
    symbolAt[symbols] = at;
    symbolLength[symbols] = length;
    writer.hash.hash(request.array(), at, length);
    symbolHash[2 * symbols] = writer.hash.high();
    symbolHash[2 * symbols + 1] = writer.hash.low();
    symbols++;
  }

  private void series(ProtoReader in) {
    int start = request.position();
    int length = request.end() - start;
    refCount = 0;
    type = 0;
    help = 0;
    unit = 0;
    boolean points = false;
    in.reset(request.array(), start, length);
    while (in.next()) {
      points |= in.field() == 2 || in.field() == 3;
      switch (in.field()) {
        case 1 -> refs(in);
        case 5 -> metadata(in);
        default -> in.skip();
      }
    }
    shown = "";
    long ref = resolve(points);
    if (ref == SKIPPED) {
      return;
    }
    in.reset(request.array(), start, length);
    while (in.next()) {
      switch (in.field()) {
        case 2 -> sample(in, ref);
        case 3 -> histogram(in, ref);
        case 4 -> exemplar(in, ref);
        default -> in.skip();
      }
    }
    describe();
  }

  private void refs(ProtoReader in) {
    if (in.wireType() != ProtoReader.BYTES) {
      ref(in);
      return;
    }
    int end = in.length();
    end += in.position();
    while (in.position() < end) {
      ref(in);
    }
  }

  private void ref(ProtoReader in) {
    if (refCount == MAX_REFS) {
      throw new MalformedBytesException(in.position(), "more than 5000 labels in a series");
    }
    if (refCount == refs.length) {
      refs = Arrays.copyOf(refs, 2 * refCount);
    }
    long ref = in.varint();
    refs[refCount++] = ref < 0 || ref > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) ref;
  }

  private long resolve(boolean points) {
    String problem = refProblem();
    if (problem != null) {
      return refuse(problem);
    }
    if (!points) {
      collect();
      return refuse(
          "TimeSeries must contain at least one sample or histogram for series " + labels.build());
    }
    if (key.length < 16 * refCount + 24) {
      key = new byte[32 * refCount + 24];
    }
    for (int i = 0; i < refCount; i++) {
      LONG.set(key, 16 * i, symbolHash[2 * refs[i]]);
      LONG.set(key, 16 * i + 8, symbolHash[2 * refs[i] + 1]);
    }
    writer.hash.hash(key, 0, described(16 * refCount));
    long high = writer.hash.high();
    long low = writer.hash.low();
    long ref = writer.appender.lookup(high, low);
    if (ref != MetricsAppender.NO_SERIES) {
      return ref;
    }
    collect();
    String invalid = labels.problem();
    if (invalid != null) {
      return refuse(invalid);
    }
    String name = WriteV1.type(type);
    boolean typed = !name.equals("unknown");
    if (writer.settings.typeAndUnitLabels() && (typed || !symbol(unit).isEmpty())) {
      labels.put("__type__", typed ? name : "");
      labels.put("__unit__", symbol(unit));
    }
    Labels found = labels.build();
    String overLimit = writer.overLimit(found);
    if (overLimit != null) {
      writer.problem(overLimit);
      return SKIPPED;
    }
    return writer.appender.series(found, high, low);
  }

  /// Makes type and unit part of the key where they become labels.
  ///
  /// @param length of the key without them
  /// @return length of the key
  private int described(int length) {
    if (!writer.settings.typeAndUnitLabels()) {
      return length;
    }
    boolean known = unit > 0 && unit < symbols;
    LONG.set(key, length, type);
    LONG.set(key, length + 8, known ? symbolHash[2 * (int) unit] : 0);
    LONG.set(key, length + 16, known ? symbolHash[2 * (int) unit + 1] : 0);
    return length + 24;
  }

  private long refuse(String problem) {
    writer.refused("invalid_labels");
    writer.problem(problem);
    return SKIPPED;
  }

  private @Nullable String refProblem() {
    String all = Arrays.toString(Arrays.copyOf(refs, Math.min(refCount, 50))).replace(",", "");
    if (refCount % 2 != 0) {
      return "parsing labels for series " + all + ": invalid labelRefs length " + refCount;
    }
    for (int i = 0; i < refCount; i++) {
      if (refs[i] >= symbols) {
        return "parsing labels for series "
            + all
            + ": labelRefs "
            + refs[i - i % 2]
            + " (name) = "
            + refs[i - i % 2 + 1]
            + " (value) outside of symbols table (size "
            + symbols
            + ")";
      }
    }
    return null;
  }

  private void collect() {
    labels.clear();
    for (int i = 0; i < refCount; i += 2) {
      int name = refs[i];
      int value = refs[i + 1];
      labels.add(
          request.array(),
          symbolAt[name],
          symbolLength[name],
          request.array(),
          symbolAt[value],
          symbolLength[value]);
    }
  }

  private void tell(@Nullable String problem) {
    if (problem != null) {
      if (shown.isEmpty()) {
        collect();
        shown = labels.build().toString();
      }
      writer.problem(problem + " for series " + shown);
    }
  }

  private void sample(ProtoReader in, long ref) {
    int outer = in.enter();
    double value = 0;
    long timestamp = 0;
    long start = MetricsAppender.NO_START;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> value = in.float64();
        case 2 -> timestamp = in.varint();
        case 3 -> start = in.varint();
        default -> in.skip();
      }
    }
    in.leave(outer);
    tell(writer.sample(ref, timestamp, value, start));
  }

  private void histogram(ProtoReader in, long ref) {
    int outer = in.enter();
    NativeHistogram value = histogram.read(in);
    in.leave(outer);
    String problem = HistogramMessage.problem(value);
    tell(
        problem != null
            ? problem
            : writer.histogram(ref, histogram.timestamp, value, histogram.start));
  }

  private void exemplar(ProtoReader in, long ref) {
    int outer = in.enter();
    double value = 0;
    long timestamp = 0;
    int kept = refCount;
    refCount = 0;
    int[] own = refs;
    refs = new int[16];
    while (in.next()) {
      switch (in.field()) {
        case 1 -> refs(in);
        case 2 -> value = in.float64();
        case 3 -> timestamp = in.varint();
        default -> in.skip();
      }
    }
    in.leave(outer);
    String problem = refProblem();
    Labels found = Labels.EMPTY;
    if (problem == null) {
      collect();
      found = labels.build();
    }
    refs = own;
    refCount = kept;
    if (problem == null) {
      writer.exemplar(ref, new Exemplar(found, value, timestamp));
    } else {
      tell(problem);
    }
  }

  private void metadata(ProtoReader in) {
    int outer = in.enter();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> type = in.varint();
        case 3 -> help = in.varint();
        case 4 -> unit = in.varint();
        default -> in.skip();
      }
    }
    in.leave(outer);
  }

  /// Tells the metadata of the series.
  private void describe() {
    if (type == 0 && help == 0 && unit == 0) {
      return;
    }
    for (int i = 0; i < refCount; i += 2) {
      if (symbol(refs[i]).equals(Labels.METRIC_NAME)) {
        String name = symbol(refs[i + 1]);
        MetricMetadata said = new MetricMetadata(WriteV1.type(type), symbol(help), symbol(unit));
        if (described.add(new MetricMetadata(name, said.help(), said.type() + said.unit()))) {
          writer.appender.metadata(name, said);
        }
        return;
      }
    }
  }

  private String symbol(long ref) {
    return ref < 0 || ref >= symbols
        ? ""
        : new String(
            request.array(), symbolAt[(int) ref], symbolLength[(int) ref], StandardCharsets.UTF_8);
  }
}
