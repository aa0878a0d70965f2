package io.trivet.core.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

/// Zstandard for pages at rest, level 1: on log text better and faster than level 3. Holds native
/// contexts; owned by one thread, which closes it.
public final class Zstd implements AutoCloseable {
  public static final int LEVEL = 1;

  private final ZstdCompressCtx compressor = new ZstdCompressCtx();
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();

  public Zstd() {
    compressor.setLevel(LEVEL);
    compressor.setContentSize(true);
  }

  /// Appends the compressed bytes to `out` and returns their number.
  public int compress(byte[] source, int offset, int length, BytesWriter out) {
    int bound = (int) com.github.luben.zstd.Zstd.compressBound(length);
    byte[] target = out.ensure(bound);
    int written = compressor.compressByteArray(target, out.length(), bound, source, offset, length);
    out.advance(written);
    return written;
  }

  /// Decompresses bytes whose decompressed length is known.
  ///
  /// @throws MalformedBytesException if they are not zstd or have another length
  public void decompress(
      byte[] source, int offset, int length, byte[] into, int intoOffset, int intoLength) {
    int written;
    try {
      written =
          decompressor.decompressByteArray(into, intoOffset, intoLength, source, offset, length);
    } catch (ZstdException e) {
      throw new MalformedBytesException(offset, "zstd page: " + e.getMessage());
    }
    if (written != intoLength) {
      throw new MalformedBytesException(
          offset, "zstd page of " + written + " bytes instead of " + intoLength);
    }
  }

  @Override
  public void close() {
    compressor.close();
    decompressor.close();
  }
}
