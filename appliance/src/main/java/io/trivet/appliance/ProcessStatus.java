package io.trivet.appliance;

import io.trivet.appliance.api.prometheus.StatusEndpoints.ServerStatus;
import io.trivet.config.flag.PrometheusFlags;
import io.trivet.config.option.TrivetOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the process tells of itself in the API of Prometheus.
///
/// @param file the configuration file, null for none
record ProcessStatus(
    Instant started, InstantSource clock, PrometheusFlags flags, @Nullable Path file) {
  /// @param shown the configuration file in force
  /// @param configured when it was taken over
  /// @param reloadGood whether the last reload succeeded
  ServerStatus with(TrivetOptions options, String shown, Instant configured, boolean reloadGood) {
    Map<String, Object> runtime = new LinkedHashMap<>();
    runtime.put("startTime", started.toString());
    runtime.put("CWD", Path.of("").toAbsolutePath().toString());
    runtime.put("hostname", Places.hostName());
    runtime.put("serverTime", clock.instant().toString());
    runtime.put("reloadConfigSuccess", reloadGood);
    runtime.put("lastConfigTime", configured.toString());
    runtime.put("corruptionCount", 0);
    runtime.put("goroutineCount", Thread.activeCount());
    runtime.put("GOMAXPROCS", Runtime.getRuntime().availableProcessors());
    runtime.put("GOMEMLIMIT", Runtime.getRuntime().maxMemory());
    runtime.put("GOGC", "");
    runtime.put("GODEBUG", "");
    runtime.put("storageRetention", Settings.retentionText(options));
    return new ServerStatus(
        shown,
        flags.values(options, file),
        FeatureTable.of(options),
        Version.prometheusBuild(),
        runtime);
  }
}
