package io.trivet.appliance;

import io.trivet.core.disk.Disk;
import io.trivet.scrape.http.FileSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Files that scrape configurations name, relative to the directory of the configuration file.
record ScrapeFiles(Disk disk, Path base) implements FileSource {
  private static final int MAX_BYTES = 64 << 20;

  @Override
  public String read(String path) throws IOException {
    return new String(disk.readAll(base.resolve(path), MAX_BYTES), StandardCharsets.UTF_8);
  }

  @Override
  public List<String> match(String pattern) throws IOException {
    Path path = base.resolve(pattern);
    Path name = path.getFileName();
    Path directory = path.getParent();
    int star = name == null ? -1 : name.toString().indexOf('*');
    if (name == null || directory == null || star < 0) {
      return disk.exists(path) ? List.of(path.toString()) : List.of();
    }
    String head = name.toString().substring(0, star);
    String tail = name.toString().substring(star + 1);
    if (!disk.exists(directory)) {
      return List.of();
    }
    return disk.list(directory).stream()
        .filter(file -> matches(String.valueOf(file.getFileName()), head, tail))
        .map(Path::toString)
        .sorted()
        .toList();
  }

  private static boolean matches(String name, String head, String tail) {
    return name.length() >= head.length() + tail.length()
        && name.startsWith(head)
        && name.endsWith(tail);
  }
}
