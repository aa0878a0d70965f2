/// What the HTTP adapters share: the only place which opens HTTP listeners, and the way from a
/// request to an answer.
///
/// ```text
/// socket -> HttpServer (Helidon) -> Router -> Endpoint of an adapter -> Answer -> gzip by size -> socket
///             Request: Parameters of URL and form, Body decoded within bounds
///             QueryPool: evaluation on bounded platform threads, the handler only waits
///             anything thrown -> Failure (kind and text for the caller) -> ErrorBody of the protocol
/// ```
@NullMarked
package io.trivet.appliance.api.http;

import org.jspecify.annotations.NullMarked;
