package io.trivet.scrape.exposition;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Reads floats in the spelling of Go's `strconv.ParseFloat`, as far as expositions may use it:
/// decimal digits with point and exponent, `Inf`, `Infinity`, `NaN` in any case of letters. Nothing
/// is allocated except for numbers of more than 19 digits and results next to a tie.
///
/// Idea: up to 19 digits are an exact integer `m`, the value is `m * 10^e`. If both are exact
/// doubles one operation rounds once (Clinger 1990); else `m` times a 128-bit approximation of
/// `10^e` decides the rounding in nearly all cases (Lemire, "Number parsing at a gigabyte per
/// second", 2021); the rest goes to the JDK.
final class FloatText {
  private static final int SMALLEST = -342;
  private static final int LARGEST = 308;
  private static final long[] POWER_HIGH = new long[LARGEST - SMALLEST + 1];
  private static final long[] POWER_LOW = new long[LARGEST - SMALLEST + 1];
  private static final double[] EXACT = new double[23];
  private static final long MAX_EXACT = 1L << 53;

  static {
    BigInteger five = BigInteger.valueOf(5);
    for (int e = SMALLEST; e <= LARGEST; e++) {
      BigInteger power = five.pow(Math.abs(e));
      // The 128 leading bits of 5^e, rounded up where they are not exact.
      BigInteger bits;
      if (e < 0) {
        bits = BigInteger.ONE.shiftLeft(power.bitLength() + 127).divide(power).add(BigInteger.ONE);
        bits = bits.bitLength() > 128 ? bits.shiftRight(1) : bits;
      } else {
        int excess = power.bitLength() - 128;
        bits = excess > 0 ? power.shiftRight(excess) : power.shiftLeft(-excess);
      }
      POWER_HIGH[e - SMALLEST] = bits.shiftRight(64).longValue();
      POWER_LOW[e - SMALLEST] = bits.longValue();
    }
    double power = 1;
    for (int i = 0; i < EXACT.length; i++) {
      EXACT[i] = power;
      power *= 10;
    }
  }

  private FloatText() {}

  /// The number in `bytes[from, to)`. Any NaN is the canonical one.
  ///
  /// @throws ExpositionException in the words of Go if there is none
  static double parse(byte[] bytes, int from, int to) {
    int at = from;
    boolean negative = false;
    if (at < to && (bytes[at] == '-' || bytes[at] == '+')) {
      negative = bytes[at] == '-';
      at++;
    }
    long mantissa = 0;
    int digits = 0;
    int dropped = 0;
    int exponent = 0;
    boolean point = false;
    boolean any = false;
    boolean lost = false;
    for (; at < to; at++) {
      int c = bytes[at];
      if (c >= '0' && c <= '9') {
        any = true;
        if (digits < 19) {
          mantissa = 10 * mantissa + (c - '0');
          digits += mantissa == 0 ? 0 : 1;
          exponent -= point ? 1 : 0;
        } else {
          lost |= c != '0';
          dropped += point ? 0 : 1;
        }
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    exponent += dropped;
    if (!any) {
      return special(bytes, from, to, at, negative);
    }
    if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
      long written = exponent(bytes, at + 1, to);
      if (written == Long.MIN_VALUE) {
        throw invalid(bytes, from, to);
      }
      exponent += (int) written;
      at = to;
    }
    if (at < to) {
      throw invalid(bytes, from, to);
    }
    double value = mantissa == 0 ? 0.0 : scaled(mantissa, exponent, lost, bytes, from, to);
    if (Double.isInfinite(value)) {
      throw new ExpositionException(
          "strconv.ParseFloat: parsing " + GoText.quote(bytes, from, to) + ": value out of range");
    }
    return negative ? -Math.abs(value) : Math.abs(value);
  }

  /// The exponent after `e`, bounded to what an int of digits can need, or Long.MIN_VALUE.
  private static long exponent(byte[] bytes, int from, int to) {
    int at = from;
    boolean negative = false;
    if (at < to && (bytes[at] == '-' || bytes[at] == '+')) {
      negative = bytes[at] == '-';
      at++;
    }
    if (at == to) {
      return Long.MIN_VALUE;
    }
    int value = 0;
    for (; at < to; at++) {
      if (bytes[at] < '0' || bytes[at] > '9') {
        return Long.MIN_VALUE;
      }
      value = Math.min(100_000_000, 10 * value + (bytes[at] - '0'));
    }
    return negative ? -value : value;
  }

  private static double special(byte[] bytes, int from, int to, int at, boolean negative) {
    boolean signed = at > from;
    if (isWord(bytes, at, to, "inf") || isWord(bytes, at, to, "infinity")) {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!signed && isWord(bytes, at, to, "nan")) {
      return Double.NaN;
    }
    throw invalid(bytes, from, to);
  }

  private static boolean isWord(byte[] bytes, int from, int to, String lower) {
    if (to - from != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if ((bytes[from + i] | 0x20) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static ExpositionException invalid(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == 'p' || bytes[i] == 'P' || bytes[i] == '_') {
        return new ExpositionException("unsupported character in float");
      }
    }
    return new ExpositionException(
        "strconv.ParseFloat: parsing " + GoText.quote(bytes, from, to) + ": invalid syntax");
  }

  /// Size of `mantissa * 10^exponent`; a lost digit makes the mantissa too small by less than one.
  private static double scaled(
      long mantissa, int exponent, boolean lost, byte[] bytes, int from, int to) {
    if (!lost && mantissa > 0 && mantissa <= MAX_EXACT && Math.abs(exponent) < EXACT.length) {
      return exponent < 0 ? mantissa / EXACT[-exponent] : mantissa * EXACT[exponent];
    }
    double value = approximate(mantissa, exponent);
    if (!lost && !Double.isNaN(value)) {
      return value;
    }
    if (lost && !Double.isNaN(value) && value == approximate(mantissa + 1, exponent)) {
      return value;
    }
    return Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
  }

  /// The correctly rounded value, NaN where 128 bits do not decide it.
  private static double approximate(long mantissa, int exponent) {
    if (exponent < SMALLEST || exponent > LARGEST) {
      return Double.NaN;
    }
    int zeros = Long.numberOfLeadingZeros(mantissa);
    long m = mantissa << zeros;
    long power = POWER_HIGH[exponent - SMALLEST];
    long high = Math.unsignedMultiplyHigh(m, power);
    long low = m * power;
    if ((high & 0x1ff) == 0x1ff) {
      long more = Math.unsignedMultiplyHigh(m, POWER_LOW[exponent - SMALLEST]);
      long sum = low + more;
      high += Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
      low = sum;
      // The product may still be one short of carrying into the bits that decide.
      if ((high & 0x1ff) == 0x1ff && low == -1L) {
        return Double.NaN;
      }
    }
    if (low == 0 && (high & 0x1ff) == 0) {
      return Double.NaN; // perhaps a tie
    }
    int top = (int) (high >>> 63);
    long bits = high >>> top + 9;
    long binary = (217_706L * exponent >> 16) + 64 + 1023 - zeros - (1 ^ top);
    bits += bits & 1;
    bits >>>= 1;
    if (bits >>> 53 != 0) {
      bits >>>= 1;
      binary++;
    }
    if (binary < 1 || binary >= 0x7ff) {
      return Double.NaN; // subnormal or infinite
    }
    return Double.longBitsToDouble(binary << 52 | bits & (1L << 52) - 1);
  }
}
