package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.Endpoint;
import io.trivet.appliance.api.http.Parameters;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricsStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/// `admin/tsdb/delete_series`, `clean_tombstones` and `snapshot`.
public final class TsdbAdminEndpoints {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final List<String> TRUE = List.of("1", "t", "T", "true", "TRUE", "True");
  private static final List<String> FALSE = List.of("", "0", "f", "F", "false", "FALSE", "False");

  private final MetricsStore store;
  private final Path snapshots;
  private final BooleanSupplier enabled;
  private final InstantSource clock;

  /// @param snapshots directory which the snapshots are made in
  /// @param enabled whether the calls do anything
  public TsdbAdminEndpoints(
      MetricsStore store, Path snapshots, BooleanSupplier enabled, InstantSource clock) {
    this.store = store;
    this.snapshots = snapshots;
    this.enabled = enabled;
    this.clock = clock;
  }

  public void routes(Router.Builder router) {
    router.errors(ApiAnswer.ERRORS);
    route(router, "/api/v1/admin/tsdb/delete_series", this::deleteSeries);
    route(router, "/api/v1/admin/tsdb/clean_tombstones", this::cleanTombstones);
    route(router, "/api/v1/admin/tsdb/snapshot", this::snapshot);
  }

  private void route(Router.Builder router, String path, Endpoint endpoint) {
    Endpoint guarded =
        request ->
            enabled.getAsBoolean()
                ? endpoint.handle(request)
                : ApiAnswer.disabled("admin APIs disabled: server.admin_api");
    router.post(path, guarded).add("PUT", path, guarded);
  }

  private Answer deleteSeries(Request request) throws IOException {
    Parameters parameters = request.parameters();
    if (!parameters.has("match[]")) {
      throw new TrivetException(ErrorKind.BAD_DATA, "no match[] parameter provided");
    }
    TimeRange range = ApiParameters.range(parameters);
    List<List<LabelMatcher>> selectors = ApiParameters.looseSelectors(parameters);
    if (range != null && !selectors.isEmpty()) {
      store.deleteSeries(selectors, range);
    }
    return Answer.empty(204);
  }

  private Answer cleanTombstones(Request request) throws IOException {
    store.cleanTombstones();
    return Answer.empty(204);
  }

  private Answer snapshot(Request request) throws IOException {
    String flag = request.parameters().get("skip_head");
    if (!TRUE.contains(flag) && !FALSE.contains(flag)) {
      throw ApiAnswer.invalid(
          "skip_head",
          "unable to parse boolean: strconv.ParseBool: parsing \"" + flag + "\": invalid syntax");
    }
    long random = ThreadLocalRandom.current().nextLong();
    String name = NAME.format(clock.instant()) + "-" + String.format("%016x", random);
    // What is named so is a data directory of its own, as the process can be started on.
    store.snapshot(snapshots.resolve(name).resolve("metrics"), TRUE.contains(flag));
    return ApiAnswer.data(json -> json.beginObject().field("name", name).endObject());
  }
}
