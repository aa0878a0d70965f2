package io.trivet.metrics.block.v1;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.Exemplar;
import java.util.ArrayList;
import java.util.List;

/// Reads a page of exemplars.
final class ExemplarPage {
  /// Takes the exemplars of one series.
  interface Consumer {
    void accept(int ordinal, List<Exemplar> exemplars);
  }

  private ExemplarPage() {}

  static void read(byte[] content, int firstOrdinal, long reference, Consumer consumer) {
    BytesReader in = new BytesReader(content);
    LabelsBuilder labels = new LabelsBuilder();
    int series = in.getLength(content.length);
    int ordinal = firstOrdinal;
    for (int s = 0; s < series; s++) {
      ordinal += in.getLength(Integer.MAX_VALUE - ordinal);
      int count = in.getLength(in.remaining());
      List<Exemplar> exemplars = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        long time = reference + in.getSigned();
        double value = in.getDouble();
        int pairs = in.getLength(in.remaining());
        labels.reset(Labels.EMPTY);
        for (int j = 0; j < pairs; j++) {
          String name = in.getString();
          labels.set(name, in.getString());
        }
        exemplars.add(new Exemplar(labels.build(), value, time));
      }
      consumer.accept(ordinal, exemplars);
    }
  }
}
