package io.trivet.scrape;

import io.trivet.metrics.MetricMetadata;
import io.trivet.scrape.exposition.Entry;
import io.trivet.scrape.exposition.ExpositionParser;
import io.trivet.scrape.exposition.MetricType;
import io.trivet.scrape.exposition.Slice;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a target says about its metric families. A family that vanished is kept for ten scrapes.
/// Nothing is allocated for what is known. One thread writes; [#snapshot] may be called from any.
final class MetadataCache {
  private static final int KEPT_SCRAPES = 10;

  private static final class Family {
    final String name;
    MetricType type = MetricType.UNKNOWN;
    @Nullable Slice rawHelp;
    String help = "";
    @Nullable Slice rawUnit;
    String unit = "";
    int seen;

    Family(String name) {
      this.name = name;
    }

    MetricMetadata metadata() {
      return new MetricMetadata(type.text(), help, unit);
    }
  }

  /// Told of metadata that is new or has changed.
  interface Listener {
    void changed(String family, MetricMetadata metadata);
  }

  private final Map<Slice, Family> families = new HashMap<>();
  private int scrape;

  /// Takes over what the parser has come to.
  synchronized void take(Entry entry, ExpositionParser parser, Listener listener) {
    Slice key = parser.family();
    Family family = families.get(key);
    boolean changed = family == null;
    if (family == null) {
      family = new Family(key.toString());
      families.put(key.copy(), family);
    }
    family.seen = scrape;
    switch (entry) {
      case TYPE -> {
        changed |= family.type != parser.type();
        family.type = parser.type();
      }
      case HELP -> {
        if (!parser.text().equals(family.rawHelp)) {
          family.rawHelp = parser.text().copy();
          family.help = parser.help();
          changed = true;
        }
      }
      case UNIT -> {
        if (!parser.text().equals(family.rawUnit)) {
          family.rawUnit = parser.text().copy();
          family.unit = parser.text().toString();
          changed = true;
        }
      }
      case SAMPLE, HISTOGRAM, END -> throw new IllegalArgumentException("no metadata: " + entry);
    }
    if (changed) {
      listener.changed(family.name, family.metadata());
    }
  }

  /// Ends a good scrape.
  synchronized void succeed() {
    scrape++;
    families.values().removeIf(family -> scrape - family.seen > KEPT_SCRAPES);
  }

  /// Metadata by family, sorted by name.
  synchronized Map<String, MetricMetadata> snapshot() {
    Map<String, MetricMetadata> copy = new TreeMap<>();
    families.values().forEach(family -> copy.put(family.name, family.metadata()));
    return copy;
  }
}
