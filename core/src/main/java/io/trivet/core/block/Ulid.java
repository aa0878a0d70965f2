package io.trivet.core.block;

import java.security.SecureRandom;
import java.time.InstantSource;

/// Universally unique, lexicographically sortable identifiers: 48 bits of time in ms, 80 random
/// bits, as 26 characters of Crockford's base 32. Source: the ULID specification.
public final class Ulid {
  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ulid() {}

  public static String next(InstantSource clock) {
    return of(clock.millis(), RANDOM.nextLong(), RANDOM.nextLong());
  }

  static String of(long millis, long randomHigh, long randomLow) {
    char[] text = new char[26];
    long time = millis;
    for (int i = 9; i >= 0; i--) {
      text[i] = DIGITS[(int) (time & 31)];
      time >>>= 5;
    }
    long bits = randomHigh;
    for (int i = 10; i < 18; i++) {
      text[i] = DIGITS[(int) (bits & 31)];
      bits >>>= 5;
    }
    bits = randomLow;
    for (int i = 18; i < 26; i++) {
      text[i] = DIGITS[(int) (bits & 31)];
      bits >>>= 5;
    }
    return new String(text);
  }

  /// Whether a text has the form of a ULID.
  public static boolean isUlid(String text) {
    return text.matches("[0-7][0-9A-HJKMNP-TV-Z]{25}");
  }
}
