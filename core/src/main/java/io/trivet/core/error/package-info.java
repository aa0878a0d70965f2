/// What can go wrong, in the words of every protocol at once: [ErrorKind] maps a failure to its
/// HTTP status and gRPC code, [TrivetException] carries it.
@NullMarked
package io.trivet.core.error;

import org.jspecify.annotations.NullMarked;
