package io.trivet.appliance.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonOutputTest {
  private static String text(JsonOutput json) {
    return new String(json.finish().toArray(), StandardCharsets.UTF_8);
  }

  @Test
  void commas_stand_between_values_only() {
    JsonOutput json = new JsonOutput().beginObject().name("a").beginArray();
    json.number(1).beginArray().endArray().string("x").endArray();
    json.field("b", "c").name("d").beginObject().endObject().endObject();
    assertThat(text(json)).isEqualTo("{\"a\":[1,[],\"x\"],\"b\":\"c\",\"d\":{}}");
  }

  @Test
  void characters_are_escaped_as_go_does() {
    assertThat(text(new JsonOutput().string("<a&b>\"\\\n\t\u0001\u2028é\ud83d\ude00\ud800")))
        .isEqualTo("\"\\u003ca\\u0026b\\u003e\\\"\\\\\\n\\t\\u0001\\u2028é\ud83d\ude00\ufffd\"");
  }

  @Test
  void bytes_that_are_not_utf_8_become_replacement_characters() {
    byte[] line = {'a', (byte) 0xff, (byte) 0xc3, (byte) 0xa9, (byte) 0xe2, (byte) 0x82, 'b'};
    assertThat(text(new JsonOutput().string(line, 0, line.length)))
        .isEqualTo("\"a\ufffdé\ufffd\ufffdb\"");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1000,1",
    "1435781451781,1435781451.781",
    "1500,1.500",
    "1010,1.010",
    "-1500,-1.500",
    "-2000,-2",
    "-1,-0.001"
  })
  void milliseconds_are_written_as_seconds(long millis, String expected) {
    assertThat(text(new JsonOutput().seconds(millis))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1",
    "0.1,0.1",
    "-0.0,-0",
    "1e21,1e+21",
    "1e20,100000000000000000000",
    "1e-7,1e-07",
    "0.000001,0.000001",
    "123456789.125,123456789.125",
    "1.5e300,1.5e+300",
    "NaN,NaN",
    "Infinity,+Inf",
    "-Infinity,-Inf",
    "9007199254740993,9007199254740992",
    "-9223372036854775808,-9223372036854776000",
    "0.30000000000000004,0.30000000000000004",
    "5e-324,5e-324"
  })
  void sample_values_are_written_as_prometheus_does(double value, String expected) {
    assertThat(GoNumbers.sample(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1e21,1000000000000000000000", "1e-7,0.0000001", "1.25e-3,0.00125", "2.5,2.5"})
  void plain_values_never_have_an_exponent(double value, String expected) {
    assertThat(GoNumbers.plain(value)).isEqualTo(expected);
  }

  @Test
  void every_number_reads_back_as_itself() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(GoNumbers.sample(value)))
            .as("seed %d", seed)
            .isEqualTo(value);
        assertThat(Double.parseDouble(GoNumbers.plain(value))).as("seed %d", seed).isEqualTo(value);
      }
    }
  }

  @Test
  void any_text_reads_back_as_itself_across_segments() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    JsonOutput json = new JsonOutput().beginArray();
    String[] texts = new String[3000];
    for (int i = 0; i < texts.length; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(200);
      for (int j = 0; j < length; j++) {
        int point = random.nextInt(4) == 0 ? random.nextInt(0x11000) : random.nextInt(128);
        text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
      }
      texts[i] = text.toString();
      byte[] utf8 = texts[i].getBytes(StandardCharsets.UTF_8);
      if (random.nextBoolean()) {
        json.string(texts[i]);
      } else {
        json.string(utf8, 0, utf8.length);
      }
      json.number(random.nextLong());
    }
    JsonNode read = new ObjectMapper().readTree(json.endArray().finish().toArray());
    for (int i = 0; i < texts.length; i++) {
      assertThat(read.get(2 * i).asText()).as("seed %d", seed).isEqualTo(texts[i]);
    }
  }

  @Test
  void samples_of_few_decimals_are_the_same_as_those_of_many() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      long digits = random.nextLong() >> random.nextInt(64);
      double value = digits / Math.pow(10, random.nextInt(8));
      assertThat(text(new JsonOutput().sample(value)))
          .as("seed " + seed)
          .isEqualTo('"' + GoNumbers.sample(value) + '"');
    }
  }

  @Test
  void a_sample_may_cross_the_end_of_a_segment() {
    JsonOutput json = new JsonOutput().beginArray();
    StringBuilder expected = new StringBuilder("[");
    for (int i = 1; i < 100_000; i++) {
      json.sample(i * 1000.0 + 0.25).seconds(i * 1001L);
      expected.append(i == 1 ? "" : ",").append('"').append(i * 1000L).append(".25\",");
      expected.append(i * 1001L / 1000);
      expected.append(i % 1000 == 0 ? "" : String.format(".%03d", i * 1001L % 1000));
    }
    assertThat(text(json.endArray())).isEqualTo(expected.append(']').toString());
  }
}
