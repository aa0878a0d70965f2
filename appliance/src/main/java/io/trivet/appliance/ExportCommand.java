package io.trivet.appliance;

import io.trivet.config.LoadedConfiguration;
import io.trivet.config.option.TrivetOptions;
import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricsStore;
import io.trivet.metrics.prometheus.PrometheusExport;
import io.trivet.metrics.promql.parser.PromqlParser;
import io.trivet.metrics.store.TimeSeriesStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `export`: writes the data of a data directory that no process uses as files of other programs.
@Command(
    name = "export",
    description = "Writes data of a data directory that is not in use as files of another program.",
    subcommands = ExportCommand.Prometheus.class)
final class ExportCommand implements Runnable {
  @Override
  public void run() {
    throw new ParameterException(
        new CommandLine(this), "the form of the export is missing; try export prometheus DIR");
  }

  /// `export prometheus`.
  @Command(
      name = "prometheus",
      description = "Exports the metrics as blocks of Prometheus, one for every two hours.")
  static final class Prometheus implements Callable<Integer> {
    @Mixin private ConfigurationArguments arguments = new ConfigurationArguments();

    @Parameters(
        paramLabel = "DIR",
        description = "Directory for the blocks, made if missing; must not hold blocks already.")
    private Path directory = Path.of(".");

    @Option(
        names = "--start",
        paramLabel = "TIME",
        description = "No samples before this: RFC 3339 or seconds since 1970.")
    private String start = "";

    @Option(names = "--end", paramLabel = "TIME", description = "No samples after this.")
    private String end = "";

    @Option(
        names = "--match",
        paramLabel = "SELECTOR",
        description = "Only series of this selector, as {job=\"node\"}; may be repeated.")
    private List<String> matches = new ArrayList<>();

    @Override
    public Integer call() {
      LoadedConfiguration loaded = ConfigurationArguments.load(arguments.source(List.of()));
      if (loaded == null) {
        return 1;
      }
      try {
        PrometheusExport.Summary summary = run(loaded.optionsOrThrow());
        Main.out()
            .printf(
                "Exported %d samples in %d blocks to %s.%n",
                summary.samples(), summary.blocks(), directory);
        return 0;
      } catch (TrivetException e) {
        System.err.println("the export stopped: " + e.reason());
      } catch (IOException | UncheckedIOException e) {
        System.err.println("the export stopped: " + e.getMessage());
      }
      return 1;
    }

    private PrometheusExport.Summary run(TrivetOptions options) throws IOException {
      TimeRange range = range();
      List<List<LabelMatcher>> selectors = new ArrayList<>();
      for (String match : matches) {
        selectors.add(PromqlParser.parseSelector(match));
      }
      Disk disk = new NioDisk();
      Path data = Path.of(options.storage().dataDir()).toAbsolutePath();
      if (!disk.isDirectory(data.resolve("metrics"))) {
        throw new IOException(data + " holds no metrics");
      }
      InstantSource clock = InstantSource.system();
      try (DataDirectory locked = DataDirectory.lock(data);
          CpuPool pool = new CpuPool("export", 1, 1);
          MetricsStore store =
              TimeSeriesStore.openForTask(
                  options.metrics(), disk, locked.resolve("metrics"), clock, pool)) {
        TransferLines lines = new TransferLines(System.err);
        return new PrometheusExport(store, disk, clock, lines).run(directory, selectors, range);
      }
    }

    private TimeRange range() {
      long from = time("--start", start, Long.MIN_VALUE);
      long to = time("--end", end, Long.MAX_VALUE);
      if (to < from) {
        throw new TrivetException(ErrorKind.BAD_DATA, "--end is before --start");
      }
      return new TimeRange(from, to);
    }

    private static long time(String option, String text, long absent) {
      if (text.isEmpty()) {
        return absent;
      }
      try {
        return new BigDecimal(text).movePointRight(3).longValueExact();
      } catch (ArithmeticException | NumberFormatException notSeconds) {
        try {
          return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (ArithmeticException | DateTimeException e) {
          throw new TrivetException(
              ErrorKind.BAD_DATA,
              option + " " + text + " is neither RFC 3339 nor seconds since 1970",
              e);
        }
      }
    }
  }
}
