package io.trivet.core.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.LabelMatcher.Op;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/// Head index and sealed catalogue must agree with a walk over all label sets.
class LabelIndexTest {
  private static final String[] PATTERNS = {
    "", "v1", "v1|v2", "v.*", ".*", ".+", "v[0-9]", "(v1|)", "nothing", "v1.*2", ".*3.*"
  };

  private static final List<Op> OPS = List.of(Op.values());

  @TempDir Path directory;

  @Test
  void finds_what_a_walk_over_all_sets_finds() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    LabelIndex index = new LabelIndex();
    List<Labels> sets = new ArrayList<>();
    try (CatalogueWriter writer = new CatalogueWriter(directory)) {
      for (int i = 0; i < 3000; i++) {
        LabelsBuilder builder = new LabelsBuilder();
        builder.set("id", "" + i);
        for (int n = 0; n < 4; n++) {
          if (random.nextInt(3) > 0) {
            builder.set(
                "n" + n + (n == 3 ? ".x\u00e9" : ""), "v" + random.nextInt(n == 2 ? 40 : 4));
          }
        }
        Labels labels = builder.build();
        sets.add(labels);
        assertThat(index.add(labels)).isEqualTo(i);
        assertThat(index.add(labels)).isEqualTo(i);
        assertThat(writer.add(labels)).isEqualTo(i);
      }
      writer.finish();
    }
    try (Catalogue catalogue = new Catalogue(directory)) {
      assertThat(catalogue.size()).isEqualTo(3000);
      for (int round = 0; round < 300; round++) {
        List<LabelMatcher> matchers = new ArrayList<>();
        for (int m = random.nextInt(4); m > 0; m--) {
          Op op = OPS.get(random.nextInt(OPS.size()));
          String name = random.nextInt(10) == 0 ? "unknown" : "n" + random.nextInt(3);
          matchers.add(LabelMatcher.of(name, op, PATTERNS[random.nextInt(PATTERNS.length)]));
        }
        RoaringBitmap expected = new RoaringBitmap();
        TreeSet<String> names = new TreeSet<>(Labels::compareText);
        TreeSet<String> values = new TreeSet<>(Labels::compareText);
        for (int i = 0; i < sets.size(); i++) {
          Labels labels = sets.get(i);
          if (matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
            expected.add(i);
            labels.forEach((name, value) -> names.add(name));
            if (labels.has("n2")) {
              values.add(labels.get("n2"));
            }
          }
        }
        String about = "seed " + seed + " " + matchers;
        RoaringBitmap head = index.select(matchers);
        assertThat(head).as(about).isEqualTo(expected);
        assertThat(catalogue.select(matchers)).as(about).isEqualTo(expected);
        assertThat(index.labelNames(head)).as(about).containsExactlyElementsOf(names);
        assertThat(catalogue.labelNames(head)).as(about).containsExactlyElementsOf(names);
        assertThat(index.labelValues("n2", head)).as(about).containsExactlyElementsOf(values);
        assertThat(catalogue.labelValues("n2", head)).as(about).containsExactlyElementsOf(values);
      }
      assertThat(catalogue.labelNames(null)).isEqualTo(index.labelNames(null));
      assertThat(catalogue.labelValues("n0", null)).isEqualTo(index.labelValues("n0", null));
      Catalogue.LabelReader reader = catalogue.labelReader();
      for (int i = 0; i < sets.size(); i++) {
        int id = random.nextInt(sets.size());
        assertThat(index.labels(id)).isEqualTo(sets.get(id));
        assertThat(reader.labels(id)).isEqualTo(sets.get(id));
        assertThat(index.find(sets.get(id))).isEqualTo(id);
        assertThat(index.label(id, "n1")).isEqualTo(sets.get(id).get("n1"));
        assertThat(reader.label(id, "n1")).isEqualTo(sets.get(id).get("n1"));
      }
      assertThat(index.find(Labels.of("id", "no"))).isEqualTo(-1);
    }
  }

  @Test
  void an_empty_catalogue_has_nothing() throws IOException {
    try (CatalogueWriter writer = new CatalogueWriter(directory)) {
      writer.finish();
    }
    try (Catalogue catalogue = new Catalogue(directory)) {
      assertThat(catalogue.select(List.of())).isEqualTo(new RoaringBitmap());
      assertThat(catalogue.labelNames(null)).isEmpty();
    }
  }
}
