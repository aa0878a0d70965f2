package io.trivet.core.error;

/// What kind of failure something is. The one place which maps a failure to an HTTP status and to a
/// gRPC status code; the adapters add only the envelope of their protocol.
public enum ErrorKind {
  /// The request cannot be understood: bad syntax, bad parameter, malformed body.
  BAD_DATA(400, 3),
  /// The request is well formed and cannot be carried out (a query which fails while it runs).
  EXECUTION(422, 9),
  UNAUTHENTICATED(401, 16),
  FORBIDDEN(403, 7),
  NOT_FOUND(404, 5),
  /// The state of the store contradicts the request (a snapshot that exists, a sample out of
  /// order).
  CONFLICT(409, 6),
  /// A body, message or line is larger than its limit.
  TOO_LARGE(413, 8),
  UNSUPPORTED_MEDIA_TYPE(415, 3),
  /// A rate or cardinality limit: the sender should come back later.
  LIMITED(429, 8),
  /// A limit on the resources of one query.
  QUERY_LIMIT(422, 8),
  /// The caller went away.
  CANCELED(499, 1),
  INTERNAL(500, 13),
  UNIMPLEMENTED(501, 12),
  /// Starting, stopping, or overloaded: the same request may succeed later.
  UNAVAILABLE(503, 14),
  /// The deadline of the request passed.
  TIMEOUT(504, 4);

  private final int httpStatus;
  private final int grpcCode;

  ErrorKind(int httpStatus, int grpcCode) {
    this.httpStatus = httpStatus;
    this.grpcCode = grpcCode;
  }

  public int httpStatus() {
    return httpStatus;
  }

  /// Number of the status code in `google.rpc.Code`.
  public int grpcCode() {
    return grpcCode;
  }
}
