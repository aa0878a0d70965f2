/// Finds targets: written down, in files, on a server, in DNS.
///
/// ```text
/// ScrapeConfig -> Discoveries.of() -> Discovery.start(sink) -> List<TargetGroup>, again and again
/// ```
///
/// A [Discovery] always tells the whole of what it knows. One that fails keeps what it told last. A
/// new kind is one class and one line in [Discoveries]. Source of the labels: Prometheus 3,
/// `docs/configuration/configuration.md`.
@NullMarked
package io.trivet.scrape.discovery;

import org.jspecify.annotations.NullMarked;
