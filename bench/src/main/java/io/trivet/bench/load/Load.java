package io.trivet.bench.load;

/// One kind of load: makes requests in order and sends them, each from any thread.
public interface Load extends AutoCloseable {
  /// Number of requests.
  int requests();

  /// Makes and sends a request and waits for its acknowledgement; returns the units in it (samples,
  /// bytes of lines, spans).
  long send(int request) throws Exception;

  /// What a unit is called.
  String unit();

  @Override
  void close();
}
