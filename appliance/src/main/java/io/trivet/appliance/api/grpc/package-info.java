/// What the gRPC adapters share: the only place which opens gRPC listeners, messages as raw bytes
/// within the memory there is for bodies, failures as status codes.
@NullMarked
package io.trivet.appliance.api.grpc;

import org.jspecify.annotations.NullMarked;
