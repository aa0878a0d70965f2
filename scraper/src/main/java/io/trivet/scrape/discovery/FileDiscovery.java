package io.trivet.scrape.discovery;

import io.trivet.scrape.config.FileSdConfig;
import io.trivet.scrape.http.FileSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Targets listed in files. Files are looked at every few seconds; one that cannot be read, or is
/// half written, keeps the targets it had.
final class FileDiscovery implements PolledDiscovery.Source {
  private static final Logger LOG = LoggerFactory.getLogger(FileDiscovery.class);
  private static final Duration OFTEN = Duration.ofSeconds(5);

  private final FileSdConfig config;
  private final FileSource files;
  private Map<String, List<TargetGroup>> known = Map.of();

  FileDiscovery(FileSdConfig config, FileSource files) {
    this.config = config;
    this.files = files;
  }

  @Override
  public Duration interval() {
    return config.refreshInterval().compareTo(OFTEN) < 0 ? config.refreshInterval() : OFTEN;
  }

  @Override
  public List<TargetGroup> poll() throws IOException {
    Map<String, List<TargetGroup>> now = new LinkedHashMap<>();
    for (String pattern : config.files()) {
      for (String path : files.match(pattern)) {
        now.computeIfAbsent(path, this::read);
      }
    }
    known = now;
    List<TargetGroup> all = new ArrayList<>();
    now.values().forEach(all::addAll);
    return all;
  }

  private List<TargetGroup> read(String path) {
    try {
      String text = files.read(path);
      return path.endsWith(".json")
          ? TargetGroupReader.json(text, path, "__meta_filepath", path)
          : TargetGroupReader.yaml(text, path, "__meta_filepath", path);
    } catch (IOException e) {
      LOG.warn("file service discovery keeps the last targets of {}: {}", path, e.getMessage());
      return known.getOrDefault(path, List.of());
    }
  }
}
