package io.trivet.scrape;

import io.trivet.core.label.Labels;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Something to scrape. Two targets of a job with equal labels and URL are one.
///
/// @param labels of the target's series: those left by relabelling, without names that begin with
///   two underscores
/// @param discovered labels before relabelling
record Target(
    Labels labels,
    Labels discovered,
    URI url,
    Duration interval,
    Duration timeout,
    boolean nativeHistograms,
    boolean customBuckets,
    boolean classicToo) {

  /// What makes a target the same as another.
  record Key(Labels labels, URI url, Duration interval, Duration timeout) {}

  Key key() {
    return new Key(labels, url, interval, timeout);
  }

  /// When within its interval the target is scraped, in ms: spread evenly over targets, the same
  /// after a restart, different from server to server.
  long offsetMs(long seed) {
    // 64-bit FNV-1a.
    long hash = 0xcbf29ce484222325L;
    for (byte b : (labels.toString() + url).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return Long.remainderUnsigned(hash ^ seed, Math.max(1, interval.toMillis()));
  }
}
