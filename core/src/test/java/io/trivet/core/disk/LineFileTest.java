package io.trivet.core.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
  @TempDir Path directory;

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void lines_follow_what_is_there() throws IOException {
    Path path = directory.resolve("a.log");
    try (LineFile file = LineFile.open(new NioDisk(), path)) {
      file.add(line("one"));
      file.add(line("two"));
    }
    try (LineFile file = LineFile.open(new NioDisk(), path)) {
      file.add(line("three"));
      assertThat(Files.readString(path)).isEqualTo("one\ntwo\nthree\n");
      Files.writeString(path, "");
      file.add(line("four"));
      assertThat(Files.readString(path)).isEqualTo("four\n");
    }
  }

  @Test
  void a_file_that_was_renamed_takes_the_lines_until_it_is_opened_anew() throws IOException {
    Path path = directory.resolve("a.log");
    Path moved = directory.resolve("a.log.1");
    try (LineFile before = LineFile.open(new NioDisk(), path)) {
      Files.move(path, moved);
      before.add(line("old"));
      try (LineFile after = LineFile.open(new NioDisk(), path)) {
        after.add(line("new"));
      }
    }
    assertThat(Files.readString(moved)).isEqualTo("old\n");
    assertThat(Files.readString(path)).isEqualTo("new\n");
  }

  @Test
  void a_place_that_is_no_file_is_refused() {
    assertThatThrownBy(() -> LineFile.open(new NioDisk(), directory.resolve("no/a.log")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> LineFile.open(new NioDisk(), directory))
        .isInstanceOf(IOException.class);
  }
}
