package io.trivet.appliance.api.http;

import io.trivet.core.label.Labels;

/// Writes JSON as bytes, commas included, with the escapes of Go's `encoding/json` (`<`, `>` and
/// `&` as well). It does not check that objects and arrays are closed: the adapters' tests do.
/// Owned by one thread.
public final class JsonOutput {
  /// Largest answer, in bytes.
  public static final long LIMIT = 1L << 30;

  /// Decimal numbers of 15 digits are told apart by doubles.
  private static final double EXACT = 1e15;

  private static final byte[] HEX =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final boolean[] PLAIN = new boolean[128];

  static {
    for (int c = 0x20; c < 128; c++) {
      PLAIN[c] = c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
    }
  }

  private final SegmentOutput out = new SegmentOutput(LIMIT);
  private boolean first = true;

  public JsonOutput beginObject() {
    separator();
    out.write('{');
    first = true;
    return this;
  }

  public JsonOutput endObject() {
    out.write('}');
    first = false;
    return this;
  }

  public JsonOutput beginArray() {
    separator();
    out.write('[');
    first = true;
    return this;
  }

  public JsonOutput endArray() {
    out.write(']');
    first = false;
    return this;
  }

  public JsonOutput name(String name) {
    separator();
    text(name);
    out.write(':');
    first = true;
    return this;
  }

  public JsonOutput string(String value) {
    separator();
    text(value);
    return this;
  }

  /// A string of UTF-8 bytes; what is not UTF-8 becomes U+FFFD.
  public JsonOutput string(byte[] utf8, int offset, int length) {
    separator();
    text(utf8, offset, length);
    return this;
  }

  public JsonOutput number(long value) {
    separator();
    digits(value);
    return this;
  }

  /// A JSON number in the shortest form.
  public JsonOutput number(double value) {
    return raw(GoNumbers.json(value));
  }

  public JsonOutput bool(boolean value) {
    return raw(value ? "true" : "false");
  }

  public JsonOutput nothing() {
    return raw("null");
  }

  /// A number as decimal digits in a string, as 64-bit integers are written in protobuf's JSON.
  public JsonOutput numberInString(long value) {
    separator();
    out.write('"');
    digits(value);
    out.write('"');
    return this;
  }

  /// A sample value in a string: [GoNumbers#sample].
  public JsonOutput sample(double value) {
    separator();
    out.write('"');
    double thousandths = Math.rint(value * 1000);
    if (thousandths != 0 && Math.abs(thousandths) < EXACT && thousandths / 1000 == value) {
      // Most values: at most three decimals and 15 digits in all, which are the shortest there are.
      int rest = thousandths((long) thousandths);
      if (rest != 0) {
        out.at -= rest % 100 == 0 ? 2 : rest % 10 == 0 ? 1 : 0;
      }
    } else {
      ascii(GoNumbers.sample(value));
    }
    out.write('"');
    return this;
  }

  /// Milliseconds as seconds: an integer, or three decimals where there is a rest.
  public JsonOutput seconds(long millis) {
    separator();
    thousandths(millis);
    return this;
  }

  /// Writes an integer, or three decimals where there is a rest; returns that rest.
  private int thousandths(long number) {
    int rest = (int) Math.abs(number % 1000);
    out.ensure(32);
    if (number < 0) {
      out.write('-');
    }
    digits(Math.abs(number / 1000));
    if (rest != 0) {
      out.write('.');
      out.write('0' + rest / 100);
      out.write('0' + rest / 10 % 10);
      out.write('0' + rest % 10);
    }
    return rest;
  }

  /// Text of JSON that is already in form: ASCII only.
  public JsonOutput raw(String json) {
    separator();
    ascii(json);
    return this;
  }

  public JsonOutput field(String name, String value) {
    return name(name).string(value);
  }

  public JsonOutput field(String name, long value) {
    return name(name).number(value);
  }

  /// An object of label names and values.
  public JsonOutput labels(Labels labels) {
    beginObject();
    for (int i = 0; i < labels.size(); i++) {
      name(labels.name(i)).string(labels.value(i));
    }
    return endObject();
  }

  public JsonOutput strings(Iterable<String> values) {
    beginArray();
    for (String value : values) {
      string(value);
    }
    return endArray();
  }

  /// A line feed after everything, as many servers end their answers. Another value may follow on
  /// the next line.
  public JsonOutput newline() {
    out.write('\n');
    first = true;
    return this;
  }

  public long length() {
    return out.length();
  }

  public ByteSegments finish() {
    return out.finish();
  }

  private void separator() {
    if (!first) {
      out.write(',');
    }
    first = false;
  }

  private void ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      out.write(text.charAt(i));
    }
  }

  private void digits(long value) {
    if (value < 0) {
      ascii(Long.toString(value));
      return;
    }
    out.ensure(20);
    int length = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      length++;
    }
    long rest = value;
    for (int i = out.at + length - 1; i >= out.at; i--) {
      out.buffer[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    out.at += length;
  }

  private void text(String value) {
    out.write('"');
    int i = 0;
    while (i < value.length()) {
      char c = value.charAt(i);
      if (c < 128) {
        ascii(c);
        i++;
      } else {
        int point = value.codePointAt(i);
        i += Character.charCount(point);
        codePoint(Character.isSurrogate((char) point) && point < 0x10000 ? 0xfffd : point);
      }
    }
    out.write('"');
  }

  private void text(byte[] utf8, int offset, int length) {
    out.write('"');
    int end = offset + length;
    int i = offset;
    while (i < end) {
      int run = i;
      while (run < end && utf8[run] >= 0 && PLAIN[utf8[run]]) {
        run++;
      }
      out.write(utf8, i, run - i);
      i = run;
      if (i < end) {
        if (utf8[i] >= 0) {
          ascii((char) utf8[i++]);
        } else {
          long decoded = Utf8.decode(utf8, i, end);
          codePoint((int) decoded);
          i += (int) (decoded >>> 32);
        }
      }
    }
    out.write('"');
  }

  private void ascii(char c) {
    if (PLAIN[c]) {
      out.write(c);
      return;
    }
    out.ensure(6);
    out.write('\\');
    switch (c) {
      case '"' -> out.write('"');
      case '\\' -> out.write('\\');
      case '\n' -> out.write('n');
      case '\r' -> out.write('r');
      case '\t' -> out.write('t');
      case '\b' -> out.write('b');
      case '\f' -> out.write('f');
      default -> {
        out.write('u');
        out.write('0');
        out.write('0');
        out.write(HEX[c >> 4]);
        out.write(HEX[c & 15]);
      }
    }
  }

  private void codePoint(int point) {
    out.ensure(6);
    if (point == 0x2028 || point == 0x2029) {
      ascii(point == 0x2028 ? "\\u2028" : "\\u2029");
    } else if (point < 0x800) {
      out.write(0xc0 | point >> 6);
      out.write(0x80 | point & 0x3f);
    } else if (point < 0x10000) {
      out.write(0xe0 | point >> 12);
      out.write(0x80 | point >> 6 & 0x3f);
      out.write(0x80 | point & 0x3f);
    } else {
      out.write(0xf0 | point >> 18);
      out.write(0x80 | point >> 12 & 0x3f);
      out.write(0x80 | point >> 6 & 0x3f);
      out.write(0x80 | point & 0x3f);
    }
  }
}
