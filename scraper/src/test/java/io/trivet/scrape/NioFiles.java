package io.trivet.scrape;

import io.trivet.scrape.http.FileSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Files of the file system.
public final class NioFiles implements FileSource {
  @Override
  public String read(String path) throws IOException {
    return Files.readString(Path.of(path));
  }

  @Override
  public List<String> match(String pattern) throws IOException {
    Path path = Path.of(pattern);
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(path.getParent(), path.getFileName().toString())) {
      stream.forEach(file -> found.add(file.toString()));
    }
    Collections.sort(found);
    return found;
  }
}
