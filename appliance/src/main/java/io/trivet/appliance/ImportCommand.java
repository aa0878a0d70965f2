package io.trivet.appliance;

import io.trivet.config.LoadedConfiguration;
import io.trivet.config.option.TrivetOptions;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.error.TrivetException;
import io.trivet.metrics.prometheus.ImportSummary;
import io.trivet.metrics.prometheus.PrometheusImport;
import io.trivet.metrics.store.BlockImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `import`: brings the data of other programs into a data directory that no process uses.
@Command(
    name = "import",
    description = "Brings the data of another program into a data directory that is not in use.",
    subcommands = ImportCommand.Prometheus.class)
final class ImportCommand implements Runnable {
  @Override
  public void run() {
    throw new ParameterException(
        new CommandLine(this), "what to import is missing; try import prometheus DIR");
  }

  /// `import prometheus`.
  @Command(
      name = "prometheus",
      description = {
        "Imports blocks and write-ahead log of a Prometheus server. What is there already is left"
            + " out, so that it may be repeated."
      })
  static final class Prometheus implements Callable<Integer> {
    /// Of the memory of the process, so much for the samples of a write-ahead log.
    private static final int MEMORY_SHARE = 4;

    @Mixin private ConfigurationArguments arguments = new ConfigurationArguments();

    @Parameters(
        paramLabel = "DIR",
        description =
            "Data directory of a Prometheus that is stopped, a snapshot of one, or one block.")
    private Path directory = Path.of(".");

    @Option(names = "--no-wal", description = "Leaves out what is not yet in a block there.")
    private boolean noLog;

    @Override
    public Integer call() {
      LoadedConfiguration loaded = ConfigurationArguments.load(arguments.source(List.of()));
      if (loaded == null) {
        return 1;
      }
      TrivetOptions options = loaded.optionsOrThrow();
      TransferLines lines = new TransferLines(System.err);
      try {
        tell(run(options, lines), options, Main.out());
        return 0;
      } catch (TrivetException e) {
        System.err.println("nothing is imported: " + e.reason());
      } catch (IOException e) {
        System.err.println("the import stopped: " + e.getMessage());
        System.err.println("Blocks that were reported as imported are there; the rest is not.");
      }
      return 1;
    }

    private ImportSummary run(TrivetOptions options, TransferLines lines) throws IOException {
      Disk disk = new NioDisk();
      if (!disk.isDirectory(directory)) {
        throw new IOException(directory + " is no directory");
      }
      Path data = Path.of(options.storage().dataDir()).toAbsolutePath();
      disk.createDirectories(data);
      InstantSource clock = InstantSource.system();
      try (DataDirectory locked = DataDirectory.lock(data)) {
        BlockImport target = BlockImport.open(disk, locked.resolve("metrics"), clock);
        PrometheusImport.Settings settings =
            new PrometheusImport.Settings(
                !noLog,
                options.metrics().blockRange().toMillis(),
                Runtime.getRuntime().maxMemory() / MEMORY_SHARE);
        return new PrometheusImport(disk, target, lines).run(directory, settings);
      }
    }

    private static void tell(ImportSummary summary, TrivetOptions options, PrintWriter out) {
      out.printf(
          "Imported %d samples into %d blocks; %d were there already.%n",
          summary.samples(), summary.blocks(), summary.skipped());
      Duration retention = options.metrics().retention();
      if (summary.samples() == 0 || retention.isZero()) {
        return;
      }
      Instant oldest = Instant.ofEpochMilli(summary.oldestMs());
      out.println("From " + oldest + " to " + Instant.ofEpochMilli(summary.newestMs()) + ".");
      if (oldest.isBefore(Instant.now().minus(retention))) {
        out.println(
            "Some are older than metrics.retention ("
                + retention.toDays()
                + " days) and are deleted soon after the start; set it higher to keep them.");
      }
    }
  }
}
