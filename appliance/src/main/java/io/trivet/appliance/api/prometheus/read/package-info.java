/// Remote read: what other servers fetch of our series.
///
/// ```text
/// request -> ReadRequest -> querier -> SampledAnswer (one snappy block)
///                                   -> StreamedAnswer (frames of chunks <- ChunkEncoder)
/// ```
@NullMarked
package io.trivet.appliance.api.prometheus.read;

import org.jspecify.annotations.NullMarked;
