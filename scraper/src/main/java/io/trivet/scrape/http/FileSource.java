package io.trivet.scrape.http;

import java.io.IOException;
import java.util.List;

/// Files the scraper reads: secrets and lists of targets. The appliance gives it one over its own
/// file access.
public interface FileSource {
  /// Content of a file as UTF-8 text.
  ///
  /// @throws IOException if it cannot be read or is larger than the source allows
  String read(String path) throws IOException;

  /// Paths of the files that match, sorted; the last part of a pattern may hold one `*`.
  List<String> match(String pattern) throws IOException;
}
