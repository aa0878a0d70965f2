package io.trivet.bench.load;

/// One kind of load: makes requests in order and sends them, those of different lanes from
/// different threads.
public interface Load extends AutoCloseable {
  /// Number of requests.
  int requests();

  /// Makes and sends a request and waits for its acknowledgement; returns the units in it (samples,
  /// bytes of lines, spans).
  long send(int request) throws Exception;

  /// Requests of one lane are sent one after the other, in their order.
  default int lane(int request) {
    return request;
  }

  /// How far ahead of the slowest sender a request may be sent.
  default int window() {
    return Integer.MAX_VALUE;
  }

  /// What a unit is called.
  String unit();

  @Override
  void close();
}
