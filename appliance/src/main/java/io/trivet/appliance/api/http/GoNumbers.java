package io.trivet.appliance.api.http;

/// Numbers as programs written in Go print them: the shortest digits that mean the same double.
public final class GoNumbers {
  private static final long EXACT_INTEGERS = 1L << 53;

  private GoNumbers() {}

  /// A sample value in the JSON of Prometheus: plain notation from 1e-6 up to 1e21, else an
  /// exponent of at least two digits.
  public static String sample(double value) {
    double size = Math.abs(value);
    return size != 0 && (size < 1e-6 || size >= 1e21) ? format(value, true) : format(value, false);
  }

  /// Plain notation from 1e-4 up to 1e6, else an exponent: `%g`.
  public static String general(double value) {
    double size = Math.abs(value);
    return format(value, size != 0 && (size < 1e-4 || size >= 1e6));
  }

  /// An exponent whatever the size: `%e` with the shortest digits.
  public static String exponent(double value) {
    return value == 0 ? (1 / value < 0 ? "-0e+00" : "0e+00") : format(value, true);
  }

  /// Plain notation whatever the size.
  public static String plain(double value) {
    return format(value, false);
  }

  /// A float in Go's `encoding/json`, which cannot say NaN or infinity: `null` for these.
  public static String json(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "null";
    }
    double size = Math.abs(value);
    if (size == 0 || size >= 1e-6 && size < 1e21) {
      return format(value, false);
    }
    String text = format(value, true);
    // encoding/json writes e-9 where strconv writes e-09.
    int n = text.length();
    return n >= 4 && text.startsWith("e-0", n - 4)
        ? text.substring(0, n - 2) + text.charAt(n - 1)
        : text;
  }

  private static String format(double value, boolean exponent) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    long whole = (long) value;
    if (!exponent && whole == value && Math.abs(value) < EXACT_INTEGERS) {
      return Long.toString(whole);
    }
    // Java insists on two digits, which only here are one too many.
    return Math.abs(value) == Double.MIN_VALUE
        ? render(value < 0 ? "-5.0E-324" : "5.0E-324", exponent)
        : render(Double.toString(value), exponent);
  }

  /// Takes digits and decimal exponent out of what Java prints (`1.25E-7`, `0.001`, `123.0`) and
  /// writes them the way of Go.
  private static String render(String java, boolean exponent) {
    int from = java.charAt(0) == '-' ? 1 : 0;
    int e = java.indexOf('E');
    int scale = e < 0 ? 0 : Integer.parseInt(java, e + 1, java.length(), 10);
    String mantissa = java.substring(from, e < 0 ? java.length() : e);
    int dot = mantissa.indexOf('.');
    String digits = dot < 0 ? mantissa : mantissa.substring(0, dot) + mantissa.substring(dot + 1);
    int point = (dot < 0 ? mantissa.length() : dot) + scale;
    int first = 0;
    while (first < digits.length() - 1 && digits.charAt(first) == '0') {
      first++;
    }
    int last = digits.length();
    while (last > first + 1 && digits.charAt(last - 1) == '0') {
      last--;
    }
    digits = digits.substring(first, last);
    point -= first;
    StringBuilder out = new StringBuilder(28);
    if (from == 1) {
      out.append('-');
    }
    return (exponent ? scientific(out, digits, point - 1) : plain(out, digits, point)).toString();
  }

  private static StringBuilder scientific(StringBuilder out, String digits, int power) {
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(power < 0 ? '-' : '+');
    int size = Math.abs(power);
    return (size < 10 ? out.append('0') : out).append(size);
  }

  private static StringBuilder plain(StringBuilder out, String digits, int point) {
    if (point <= 0) {
      return out.append("0.").repeat("0", -point).append(digits);
    }
    if (point >= digits.length()) {
      return out.append(digits).repeat("0", point - digits.length());
    }
    return out.append(digits, 0, point).append('.').append(digits, point, digits.length());
  }
}
