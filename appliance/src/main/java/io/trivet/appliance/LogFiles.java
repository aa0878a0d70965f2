package io.trivet.appliance;

import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.prometheus.QueryLog;
import io.trivet.config.LoadedConfiguration;
import io.trivet.config.option.GlobalOptions;
import io.trivet.config.option.TrivetOptions;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.LineFile;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.scrape.FailureLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of the configuration to which queries and failed scrapes are logged, as lines of JSON.
/// Each load opens them anew, so that they can be renamed and then let go by a reload. Safe for use
/// from any thread.
final class LogFiles implements FailureLog, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogFiles.class);

  private final Disk disk;
  private final InstantSource clock;
  private final QueryLog queries;
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile Path directory = Path.of("");
  private volatile Map<Path, LineFile> files = Map.of();

  LogFiles(Disk disk, InstantSource clock) {
    this.disk = disk;
    this.clock = clock;
    this.queries = new QueryLog(clock);
  }

  /// The log of queries.
  QueryLog queries() {
    return queries;
  }

  /// Opens the files of a configuration and lets go of those before.
  ///
  /// @throws TrivetException of kind BAD_DATA if one cannot be opened; then nothing changes
  void load(LoadedConfiguration loaded) {
    Map<Path, LineFile> opened = new HashMap<>();
    LineFile queryFile;
    try {
      queryFile = open(loaded, opened);
    } catch (TrivetException e) {
      close(opened);
      throw e;
    }
    Map<Path, LineFile> before = files;
    directory = loaded.directory();
    files = opened;
    queries.to(queryFile == null ? null : line -> add(queryFile, line));
    close(before);
  }

  /// Opens all files.
  ///
  /// @return the one for queries, null when there is none
  private @Nullable LineFile open(LoadedConfiguration loaded, Map<Path, LineFile> opened) {
    TrivetOptions options = loaded.optionsOrThrow();
    GlobalOptions global = options.global();
    Path base = loaded.directory();
    LineFile queryFile = open("global.query_log_file", base, global.queryLogFile(), opened);
    String key = "scrape_failure_log_file";
    open("global." + key, base, global.scrape().scrapeFailureLogFile(), opened);
    options
        .scrapeConfigs()
        .forEach(job ->
            open(key + " of job " + job.jobName(), base, job.scrapeFailureLogFile(), opened));
    return queryFile;
  }

  private @Nullable LineFile open(String key, Path base, String name, Map<Path, LineFile> opened) {
    if (name.isEmpty()) {
      return null;
    }
    Path path = base.resolve(name).normalize();
    LineFile known = opened.get(path);
    if (known != null) {
      return known;
    }
    try {
      LineFile file = LineFile.open(disk, path);
      opened.put(path, file);
      return file;
    } catch (IOException e) {
      throw new TrivetException(
          ErrorKind.BAD_DATA, key + ": " + path + " cannot be opened: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  @Override
  public void failed(String file, String job, String target, String error) {
    LineFile to = files.get(directory.resolve(file).normalize());
    if (to == null) {
      return;
    }
    JsonOutput json = new JsonOutput().beginObject();
    json.field("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    json.field("level", "ERROR").field("msg", error);
    json.field("job_name", job).field("target", target).endObject();
    add(to, json.newline().finish().toArray());
  }

  /// A line that cannot be written is lost; the first of several such is told.
  private void add(LineFile file, byte[] line) {
    try {
      file.add(line);
      failing.set(false);
    } catch (IOException e) {
      if (!failing.getAndSet(true)) {
        log.warn("a line of a log file is lost: {}", reason(e));
      }
    }
  }

  private static void close(Map<Path, LineFile> opened) {
    for (LineFile file : opened.values()) {
      try {
        file.close();
      } catch (IOException e) {
        log.warn("a log file could not be closed: {}", reason(e));
      }
    }
  }

  @Override
  public void close() {
    queries.to(null);
    Map<Path, LineFile> before = files;
    files = Map.of();
    close(before);
  }
}
