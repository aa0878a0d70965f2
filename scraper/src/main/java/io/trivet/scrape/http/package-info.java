/// HTTP as a client: fetching expositions and target lists.
///
/// ```text
/// HttpClientOptions -> HttpFetcher.fetch(url, headers, timeout, limit) -> Fetched body
/// ```
///
/// [Fetcher] is the seam for tests, [FileSource] the seam to files of secrets and targets. A fetch
/// blocks: callers run it on virtual threads.
@NullMarked
package io.trivet.scrape.http;

import org.jspecify.annotations.NullMarked;
