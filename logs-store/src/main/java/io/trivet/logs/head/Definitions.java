package io.trivet.logs.head;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;

/// The record that gives streams their numbers in the journal (see the package).
public final class Definitions {
  public static final int RECORD = 1;

  /// Type of the record of a batch.
  public static final int BATCH_RECORD = 2;

  private Definitions() {}

  /// Takes one definition.
  @FunctionalInterface
  public interface Consumer {
    void accept(int number, Labels labels);
  }

  public static void write(int number, Labels labels, BytesWriter out) {
    out.putVarint(number);
    out.putVarint(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      out.putString(labels.name(i));
      out.putString(labels.value(i));
    }
  }

  /// @throws io.trivet.core.codec.MalformedBytesException if the bytes are no definitions
  public static void read(byte[] bytes, int offset, int length, Consumer consumer) {
    BytesReader in = new BytesReader(bytes, offset, length);
    while (!in.atEnd()) {
      int number = in.getLength(Integer.MAX_VALUE);
      int labels = in.getLength(in.remaining());
      LabelsBuilder builder = new LabelsBuilder();
      for (int i = 0; i < labels; i++) {
        builder.set(in.getString(), in.getString());
      }
      consumer.accept(number, builder.build());
    }
  }
}
