package io.trivet.appliance.api.http;

import com.github.luben.zstd.ZstdInputStream;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.xerial.snappy.Snappy;

/// Undoes the compressions of request bodies, never producing more than a given number of bytes.
public final class BodyDecoder {
  private BodyDecoder() {}

  /// The compressions we can undo, by their `Content-Encoding`.
  public enum Coding {
    IDENTITY,
    GZIP,
    /// With or without the zlib header: senders disagree.
    DEFLATE,
    ZSTD,
    /// One snappy block, as remote write and Loki's push have it, not the framed format.
    SNAPPY;

    /// The coding a `Content-Encoding` header names; "" and `identity` mean none.
    ///
    /// @throws TrivetException of kind UNSUPPORTED_MEDIA_TYPE for others, lists included
    public static Coding of(String header) {
      return switch (header.trim().toLowerCase(java.util.Locale.ROOT)) {
        case "", "identity" -> IDENTITY;
        case "gzip", "x-gzip" -> GZIP;
        case "deflate", "zlib" -> DEFLATE;
        case "zstd" -> ZSTD;
        case "snappy" -> SNAPPY;
        default ->
            throw new TrivetException(
                ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                "Content-Encoding \"" + header + "\" not supported");
      };
    }
  }

  /// The decoded body.
  ///
  /// @param limit most bytes the result may have
  /// @throws TrivetException of kind TOO_LARGE beyond the limit, BAD_DATA when the body is broken
  public static byte[] decode(Coding coding, byte[] body, long limit) {
    return switch (coding) {
      case IDENTITY -> checked(body, limit);
      case SNAPPY -> snappy(body, limit);
      case GZIP -> inflate(coding, body, limit);
      case DEFLATE -> inflate(coding, body, limit);
      case ZSTD -> inflate(coding, body, limit);
    };
  }

  private static byte[] checked(byte[] body, long limit) {
    if (body.length > limit) {
      throw tooLarge(limit);
    }
    return body;
  }

  /// A snappy block declares its decoded length first, so that a bomb is refused unopened.
  private static byte[] snappy(byte[] body, long limit) {
    try {
      long declared = declaredLength(body);
      if (declared > limit) {
        throw tooLarge(limit);
      }
      RequestMemory.holdForCurrent(declared);
      byte[] decoded = new byte[(int) declared];
      int length = Snappy.uncompress(body, 0, body.length, decoded, 0);
      if (length != declared) {
        throw corrupt("snappy", "declares " + declared + " bytes and holds " + length);
      }
      return decoded;
    } catch (IOException | RuntimeException e) {
      if (e instanceof TrivetException known) {
        throw known;
      }
      throw corrupt("snappy", "corrupt input in a block of " + body.length + " bytes");
    }
  }

  private static long declaredLength(byte[] body) {
    long length = 0;
    for (int i = 0; i < Math.min(5, body.length); i++) {
      length |= (long) (body[i] & 0x7f) << 7 * i;
      if (body[i] >= 0) {
        // No element of the format stands for more than 64 bytes, nor takes fewer than 2.
        if (length > Integer.MAX_VALUE - 8 || length > 64L * body.length) {
          throw corrupt("snappy", "declares " + length + " bytes in " + body.length);
        }
        return length;
      }
    }
    throw corrupt("snappy", "has no length");
  }

  private static byte[] inflate(Coding coding, byte[] body, long limit) {
    String name = coding.name().toLowerCase(java.util.Locale.ROOT);
    ByteArrayInputStream raw = new ByteArrayInputStream(body);
    int expected = (int) Math.min(limit + 1, Math.max(1024, 4L * body.length));
    RequestMemory.holdForCurrent(expected);
    byte[] out = new byte[expected];
    int length = 0;
    try (InputStream in = open(coding, raw, body)) {
      int n;
      while ((n = in.read(out, length, out.length - length)) >= 0) {
        length += n;
        if (length > limit) {
          throw tooLarge(limit);
        }
        if (length == out.length) {
          int more = (int) Math.min(limit + 1, Math.min(Integer.MAX_VALUE - 8, 2L * length));
          RequestMemory.holdForCurrent(more);
          out = Arrays.copyOf(out, more);
        }
      }
    } catch (IOException e) {
      int at = body.length - raw.available();
      throw corrupt(name, "broken near byte " + at + ": " + reason(e));
    }
    return length == out.length ? out : Arrays.copyOf(out, length);
  }

  private static InputStream open(Coding coding, InputStream raw, byte[] body) throws IOException {
    return switch (coding) {
      case GZIP -> new GZIPInputStream(raw, 8192);
      case DEFLATE -> new InflaterInputStream(raw, new Inflater(!hasZlibHeader(body)), 8192);
      case ZSTD -> new ZstdInputStream(raw);
      case IDENTITY, SNAPPY -> throw new IllegalArgumentException(coding.name());
    };
  }

  private static boolean hasZlibHeader(byte[] body) {
    return body.length >= 2
        && (body[0] & 0x0f) == 8
        && ((body[0] & 0xff) << 8 | body[1] & 0xff) % 31 == 0;
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? "it ends too early" : message;
  }

  private static TrivetException corrupt(String coding, String what) {
    return new TrivetException(ErrorKind.BAD_DATA, coding + ": " + what);
  }

  private static TrivetException tooLarge(long limit) {
    return new TrivetException(
        ErrorKind.TOO_LARGE,
        "request body too large: decoded it has more than the limit of " + limit + " bytes");
  }
}
