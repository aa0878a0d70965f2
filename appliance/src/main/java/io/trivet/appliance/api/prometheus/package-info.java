/// The HTTP API of Prometheus over the time-series store.
///
/// ```text
/// write: body -> RemoteWriteEndpoint -> WriteV1 | WriteV2 -> SeriesWriter -> MetricsAppender
/// read:  parameters -> QueryEndpoints | SeriesEndpoints | StatusEndpoints -> ApiAnswer (envelope)
/// ```
@NullMarked
package io.trivet.appliance.api.prometheus;

import org.jspecify.annotations.NullMarked;
