package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;
import java.util.List;

/// Targets listed in files that others write.
public record FileSdConfig(
    @Describe("Files, .json .yml or .yaml; the last part of a path may hold one *.")
        List<String> files,
    @Default("5m") @Describe("How often all files are read again; changes are seen at once.")
        Duration refreshInterval) {

  public FileSdConfig {
    files = List.copyOf(files);
  }

  void validate(String path, List<OptionProblem> problems) {
    if (files.isEmpty()) {
      problems.add(
          new OptionProblem(
              path + ".files",
              "file service discovery config must contain at least one path name"));
    }
    for (int i = 0; i < files.size(); i++) {
      String file = files.get(i);
      int slash = file.lastIndexOf('/');
      String name = file.substring(slash + 1);
      boolean known = name.endsWith(".json") || name.endsWith(".yml") || name.endsWith(".yaml");
      boolean starInFolder = slash >= 0 && file.substring(0, slash).indexOf('*') >= 0;
      if (!known || starInFolder || name.indexOf('*') != name.lastIndexOf('*')) {
        problems.add(
            new OptionProblem(
                path + ".files[" + i + "]",
                "path name \"" + file + "\" is not valid for file discovery"));
      }
    }
    if (refreshInterval.isZero() || refreshInterval.isNegative()) {
      problems.add(new OptionProblem(path + ".refresh_interval", "must be longer than 0"));
    }
  }
}
