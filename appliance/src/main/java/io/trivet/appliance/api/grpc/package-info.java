/// What the gRPC adapters share: the only place which opens gRPC listeners, messages as raw bytes,
/// failures as status codes.
@NullMarked
package io.trivet.appliance.api.grpc;

import org.jspecify.annotations.NullMarked;
