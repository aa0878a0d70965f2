package io.trivet.logs.page;

import java.util.concurrent.ConcurrentLinkedDeque;

/// Encoders and decoders which hold native memory, lent out one thread at a time. There come to be
/// as many as are in use at once.
public final class PageCodecs implements AutoCloseable {
  private final ConcurrentLinkedDeque<PageEncoder> encoders = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedDeque<PageDecoder> decoders = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  public PageEncoder encoder() {
    PageEncoder encoder = encoders.pollFirst();
    return encoder == null ? new PageEncoder() : encoder;
  }

  /// Takes back an encoder; what it had gathered is forgotten.
  public void giveBack(PageEncoder encoder) {
    encoder.clear();
    if (closed) {
      encoder.close();
    } else {
      encoders.addFirst(encoder);
    }
  }

  public PageDecoder decoder() {
    PageDecoder decoder = decoders.pollFirst();
    return decoder == null ? new PageDecoder() : decoder;
  }

  public void giveBack(PageDecoder decoder) {
    if (closed) {
      decoder.close();
    } else {
      decoders.addFirst(decoder);
    }
  }

  /// Closes what is not lent out; what is, when it comes back.
  @Override
  public void close() {
    closed = true;
    for (PageEncoder e = encoders.pollFirst(); e != null; e = encoders.pollFirst()) {
      e.close();
    }
    for (PageDecoder d = decoders.pollFirst(); d != null; d = decoders.pollFirst()) {
      d.close();
    }
  }
}
