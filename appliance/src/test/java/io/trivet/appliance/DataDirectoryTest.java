package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.error.TrivetException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @Test
  void a_directory_is_had_by_one_at_a_time(@TempDir Path directory) throws IOException {
    DataDirectory first = DataDirectory.lock(directory);
    assertThatThrownBy(() -> DataDirectory.lock(directory))
        .isInstanceOf(TrivetException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("in use by another process");
    first.close();
    DataDirectory.lock(directory).close();
  }
}
