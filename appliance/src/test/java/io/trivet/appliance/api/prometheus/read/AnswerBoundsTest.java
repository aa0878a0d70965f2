package io.trivet.appliance.api.prometheus.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.metrics.SampleBuffer;
import org.junit.jupiter.api.Test;

class AnswerBoundsTest {
  private static final Labels SERIES = Labels.of("__name__", "a");

  private static SampleBuffer samples(int count) {
    SampleBuffer buffer = new SampleBuffer();
    for (int i = 0; i < count; i++) {
      buffer.add(1_000L * i, Math.sqrt(i));
    }
    return buffer;
  }

  private static int frames(int frameBytes) {
    StreamedAnswer answer = new StreamedAnswer(1 << 30, frameBytes);
    answer.series(0, SERIES, samples(10_000));
    byte[] all = answer.bytes().toByteArray();
    int frames = 0;
    int at = 0;
    while (at < all.length) {
      int length = 0;
      int shift = 0;
      int part;
      do {
        part = all[at++];
        length |= (part & 0x7f) << shift;
        shift += 7;
      } while (part < 0);
      at += 4 + length;
      frames++;
    }
    assertThat(at).isEqualTo(all.length);
    return frames;
  }

  @Test
  void samples_beyond_the_limit_are_refused() {
    SampledAnswer answer = new SampledAnswer(1 << 30, 5);
    answer.series(SERIES, samples(3));
    answer.series(SERIES, samples(2));
    assertThatThrownBy(() -> answer.series(SERIES, samples(1)))
        .isInstanceOfSatisfying(
            TrivetException.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(ErrorKind.BAD_DATA);
              assertThat(refusal.reason()).isEqualTo("exceeded sample limit (5)");
            });
    new SampledAnswer(1 << 30, 0).series(SERIES, samples(1_000));
  }

  @Test
  void a_long_series_takes_as_many_frames_as_their_size_asks_for() {
    assertThat(frames(1 << 20)).isEqualTo(1);
    assertThat(frames(10_000)).isBetween(5, 12);
  }
}
