package io.trivet.scrape.http;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// Reads private keys written as PEM: PKCS #8 (`PRIVATE KEY`), PKCS #1 (`RSA PRIVATE KEY`) and SEC
/// 1 (`EC PRIVATE KEY`), not encrypted.
///
/// Sources: RFC 5208, RFC 8017 appendix A.1.2, RFC 5915.
final class PemKey {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  /// INTEGER 0, the version of PKCS #8.
  private static final byte[] VERSION = HexFormat.of().parseHex("020100");

  /// SEQUENCE of the OID rsaEncryption and NULL.
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /// The OID ecPublicKey.
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private PemKey() {}

  static PrivateKey read(String pem) throws GeneralSecurityException {
    byte[] der = section(pem, "PRIVATE KEY");
    if (der.length > 0) {
      return pkcs8(der);
    }
    der = section(pem, "RSA PRIVATE KEY");
    if (der.length > 0) {
      return pkcs8(item(0x30, VERSION, RSA, item(0x04, der)));
    }
    der = section(pem, "EC PRIVATE KEY");
    if (der.length > 0) {
      return pkcs8(item(0x30, VERSION, item(0x30, EC, curve(der)), item(0x04, der)));
    }
    throw new GeneralSecurityException("the key must be PEM, not encrypted");
  }

  private static byte[] section(String pem, String name) throws GeneralSecurityException {
    String begin = "-----BEGIN " + name + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END " + name + "-----");
    if (from < 0 || to < from) {
      return new byte[0];
    }
    try {
      return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to).trim());
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the key is no valid PEM", e);
    }
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // not a key of this algorithm
      }
    }
    throw new GeneralSecurityException("the key is none of " + ALGORITHMS);
  }

  /// The OID of the curve: `SEQUENCE {INTEGER 1, OCTET STRING, [0] {OID}, ...}`.
  private static byte[] curve(byte[] key) throws GeneralSecurityException {
    int at = contentOf(key, 0);
    while (at < key.length) {
      int content = contentOf(key, at);
      int end = content + length(key, at);
      if (end > key.length || end <= at) {
        break;
      }
      if ((key[at] & 0xff) == 0xa0) {
        return Arrays.copyOfRange(key, content, end);
      }
      at = end;
    }
    throw new GeneralSecurityException("the key does not name its curve");
  }

  /// Where the content of an item begins.
  private static int contentOf(byte[] der, int at) throws GeneralSecurityException {
    if (at + 1 >= der.length) {
      throw new GeneralSecurityException("the key ends early");
    }
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first - 0x80);
  }

  private static int length(byte[] der, int at) throws GeneralSecurityException {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int bytes = first - 0x80;
    if (bytes > 3 || at + 2 + bytes > der.length) {
      throw new GeneralSecurityException("the key has a broken length");
    }
    int length = 0;
    for (int i = 0; i < bytes; i++) {
      length = length << 8 | der[at + 2 + i] & 0xff;
    }
    return length;
  }

  private static byte[] item(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream item = new ByteArrayOutputStream();
    item.write(tag);
    int length = content.size();
    if (length < 0x80) {
      item.write(length);
    } else {
      item.write(0x82);
      item.write(length >> 8);
      item.write(length);
    }
    item.writeBytes(content.toByteArray());
    return item.toByteArray();
  }
}
