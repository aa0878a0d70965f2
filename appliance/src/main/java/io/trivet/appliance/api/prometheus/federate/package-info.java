/// `/federate`: the newest sample of each selected series, for other servers to scrape.
///
/// ```text
/// store -> Exposed (name, labels, sample), sorted -> TextExposition, or
///                                                    ProtoExposition -> ProtoMessage -> binary, text
///                         Accept -> FederateFormat -> NameEscaping
/// ```
@NullMarked
package io.trivet.appliance.api.prometheus.federate;

import org.jspecify.annotations.NullMarked;
