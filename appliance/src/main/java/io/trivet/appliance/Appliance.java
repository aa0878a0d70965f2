package io.trivet.appliance;

import io.trivet.appliance.api.admin.AdminEndpoints;
import io.trivet.appliance.api.grpc.GrpcServer;
import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.ErrorBody;
import io.trivet.appliance.api.http.HttpServer;
import io.trivet.appliance.api.http.QueryPool;
import io.trivet.appliance.api.http.Router;
import io.trivet.appliance.api.loki.LokiQueryEndpoints;
import io.trivet.appliance.api.loki.LokiSeriesEndpoints;
import io.trivet.appliance.api.loki.PushEndpoint;
import io.trivet.appliance.api.otlp.OtlpGrpc;
import io.trivet.appliance.api.otlp.OtlpHttp;
import io.trivet.appliance.api.otlp.PrometheusOtlp;
import io.trivet.appliance.api.otlp.metrics.MetricsExport;
import io.trivet.appliance.api.prometheus.MetadataEndpoints;
import io.trivet.appliance.api.prometheus.NameSearchEndpoints;
import io.trivet.appliance.api.prometheus.NotificationEndpoints;
import io.trivet.appliance.api.prometheus.Notifications;
import io.trivet.appliance.api.prometheus.OpenApiEndpoint;
import io.trivet.appliance.api.prometheus.QueryEndpoints;
import io.trivet.appliance.api.prometheus.QuerySettings;
import io.trivet.appliance.api.prometheus.RemoteWriteEndpoint;
import io.trivet.appliance.api.prometheus.RuleEndpoints;
import io.trivet.appliance.api.prometheus.SelfMetricsEndpoint;
import io.trivet.appliance.api.prometheus.SeriesEndpoints;
import io.trivet.appliance.api.prometheus.StatusEndpoints;
import io.trivet.appliance.api.prometheus.TargetEndpoints;
import io.trivet.appliance.api.prometheus.TsdbAdminEndpoints;
import io.trivet.appliance.api.prometheus.federate.FederateEndpoint;
import io.trivet.appliance.api.prometheus.read.RemoteReadEndpoint;
import io.trivet.appliance.api.tempo.SearchEndpoints;
import io.trivet.appliance.api.tempo.TraceEndpoints;
import io.trivet.appliance.log.LogLines;
import io.trivet.appliance.self.RuleMetrics;
import io.trivet.appliance.self.SelfMetrics;
import io.trivet.appliance.self.StoreMetrics;
import io.trivet.config.Configuration;
import io.trivet.config.ConfigurationSource;
import io.trivet.config.LoadedConfiguration;
import io.trivet.config.Reload;
import io.trivet.config.flag.PrometheusFlags;
import io.trivet.config.option.ListenerOptions;
import io.trivet.config.option.ServerOptions;
import io.trivet.config.option.TrivetOptions;
import io.trivet.config.problem.Problems;
import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.memory.MemoryBudget;
import io.trivet.logs.logql.LogqlEngine;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.promql.PromqlEngine;
import io.trivet.traces.traceql.TraceqlEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The composition root: opens everything in order, closes it in reverse. Nothing else constructs
/// stores, engines or servers.
public final class Appliance implements AutoCloseable, AdminEndpoints.Operations {
  private static final Logger log = LoggerFactory.getLogger(Appliance.class);
  private static final int WAITING_QUERIES = 1000;

  /// Opens the stores of a configuration.
  interface StoreOpener {
    Stores open(TrivetOptions options, InstantSource clock, CpuPool pool) throws IOException;
  }

  /// Closes one thing.
  private interface Closing {
    void close() throws IOException;
  }

  private final ConfigurationSource source;
  private final InstantSource clock;
  private final Deque<Closing> closings = new ArrayDeque<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final List<Places.Place> places = new ArrayList<>();
  private volatile TrivetOptions options;
  private volatile boolean ready;
  private volatile String shown;
  private volatile Instant configured;
  private volatile boolean reloadGood = true;
  private final int threads;
  private final Stores stores;
  private final MemoryBudget queryMemory;
  private final QueryPool pool;
  private final Scraping scraping;
  private final Ruling ruling;
  private final SelfMetrics metrics;
  private final MetricsExport otlpMetrics;
  private final ProcessStatus status;
  private final Notifications notifications;
  private final LogFiles logFiles;

  private Appliance(
      ConfigurationSource source,
      LoadedConfiguration loaded,
      InstantSource clock,
      StoreOpener opener)
      throws IOException {
    this.source = source;
    this.options = loaded.optionsOrThrow();
    this.clock = clock;
    this.configured = clock.instant();
    PrometheusFlags flags = PrometheusFlags.parse(source.flags(), new Problems());
    this.status = new ProcessStatus(configured, clock, flags, Configuration.file(source, flags));
    this.notifications = new Notifications(clock, options.server().maxNotificationsSubscribers());
    notifications.add(Notifications.STARTING);
    this.shown = Configuration.shown(loaded);
    this.threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    this.logFiles = new LogFiles(new NioDisk(), clock);
    logFiles.load(loaded);
    closings.push(logFiles::close);
    CpuPool cpu = new CpuPool("cpu", threads, WAITING_QUERIES);
    closings.push(cpu::close);
    try {
      this.stores = opener.open(options, clock, cpu);
    } catch (IOException | RuntimeException e) {
      cpu.close();
      logFiles.close();
      throw e;
    }
    closings.push(stores::close);
    DiskBudget budget =
        new DiskBudget(stores.shares(), () -> options.storage().diskLimit().bytes());
    closings.push(budget::close);
    budget.start();
    DiskBudget metricsBudget =
        new DiskBudget(
            stores.shares().stream().filter(share -> share.signal().equals("metrics")).toList(),
            () -> Settings.metricsDiskLimit(options.storage().tsdb()));
    closings.push(metricsBudget::close);
    metricsBudget.start();
    this.queryMemory =
        MemoryBudget.ofHeap(options.query().maxMemory().bytes(), Settings.QUERIES_OF_HEAP);
    this.pool = new QueryPool(cpu, queryMemory);
    this.scraping = new Scraping(loaded, stores.metrics()::appender, logFiles, clock);
    closings.push(scraping::close);
    this.ruling = ruling(loaded);
    closings.push(ruling::close);
    this.metrics = new SelfMetrics(Version.trivet(), pool);
    metrics.add(new StoreMetrics(stores.statistics()));
    metrics.add(new RuleMetrics(ruling.counters(), ruling::groups, ruling.notifier()));
    Settings.otlpMetrics(options); // refuses features that exclude each other
    this.otlpMetrics =
        new MetricsExport(
            stores.metrics()::appender,
            () -> Settings.receivedOtlpMetrics(options),
            metrics.otlpMetrics(),
            clock);
  }

  private Ruling ruling(LoadedConfiguration loaded) {
    return new Ruling(
        new PromqlRules(
            new PromqlEngine(Settings.promqlEngine(options), pool, threads),
            stores.metrics().querier(),
            pool,
            () -> Settings.promql(options),
            logFiles.queries()),
        new RuleSeries(stores.metrics()),
        loaded.directory(),
        Settings.alertQueues(options.rules()),
        Settings.concurrentRules(options),
        clock);
  }

  /// Starts everything.
  ///
  /// @throws TrivetException if the configuration asks for what cannot be
  /// @throws IOException if data cannot be opened or a port cannot be bound
  public static Appliance start(
      ConfigurationSource source, LoadedConfiguration loaded, InstantSource clock)
      throws IOException {
    return start(source, loaded, clock, OpenStores::open);
  }

  static Appliance start(
      ConfigurationSource source,
      LoadedConfiguration loaded,
      InstantSource clock,
      StoreOpener opener)
      throws IOException {
    Appliance appliance = new Appliance(source, loaded, clock, opener);
    boolean complete = false;
    try {
      appliance.listen(loaded);
      complete = true;
      return appliance;
    } finally {
      if (!complete) {
        appliance.close();
      }
    }
  }

  private void listen(LoadedConfiguration loaded) throws IOException {
    ServerOptions server = options.server();
    Listeners listeners = new Listeners(server);
    listeners.add(
        "prometheus",
        server.prometheus(),
        "Prometheus API, remote write, admin",
        Router.builder().cors(listeners.origins()).cleanSlashes(),
        this::prometheusRoutes);
    listeners.add(
        "loki",
        server.loki(),
        "Loki API and push",
        Router.builder().cleanSlashes(),
        this::lokiRoutes);
    listeners.add("tempo", server.tempo(), "Tempo API", Router.builder(), this::tempoRoutes);
    listeners.add(
        "otlp_http",
        server.otlpHttp(),
        "OTLP over HTTP",
        Router.builder().cors(),
        this::otlpRoutes);
    Listeners.refuseUnsupported("otlp_grpc", server.otlpGrpc());
    List<HttpServer.Listener> opened = listeners.build();
    MemoryBudget bodies = Settings.bodies(server);
    if (!opened.isEmpty()) {
      HttpServer http =
          HttpServer.start(opened, Settings.http(server, bodies, queryMemory), metrics);
      closings.push(http::close);
      closings.push(notifications::close);
      for (HttpServer.Listener one : opened) {
        int port = http.port(one.name());
        places.add(new Places.Place(one.name(), one.host(), port, listeners.serves(one.name())));
      }
    }
    ListenerOptions otlp = server.otlpGrpc();
    if (otlp.enabled()) {
      GrpcServer grpc =
          GrpcServer.start(
              server.addressOf(otlp),
              otlp.port(),
              (int) Math.min(Integer.MAX_VALUE, server.maxGrpcMessageSize().bytes()),
              bodies,
              server.shutdownTimeout(),
              OtlpGrpc.services(stores.spans(), metrics.otlp(), otlpMetrics));
      closings.push(grpc::close);
      places.add(
          new Places.Place("otlp_grpc", server.addressOf(otlp), grpc.port(), "OTLP over gRPC"));
    }
    scraping.start(loaded, places().local("prometheus"));
    ruling.start(loaded, places().externalUrl(server));
    ready = true;
    notifications.remove(Notifications.STARTING);
    places.forEach(
        place -> log.info("listening: {} on {}:{}", place.name(), place.address(), place.port()));
  }

  private void prometheusRoutes(Router.Builder router) {
    router.prefix(options.server().prefix());
    QueryPool queries = pool.atMost(options.query().promql().maxConcurrency());
    PromqlEngine engine = new PromqlEngine(Settings.promqlEngine(options), queries, threads);
    long maxBody = options.server().maxBodySize().bytes();
    long maxDecoded = options.server().maxDecompressedSize().bytes();
    new QueryEndpoints(
            engine,
            stores.metrics().querier(),
            queries,
            () -> Settings.promql(options),
            logFiles.queries(),
            clock)
        .routes(router);
    new SeriesEndpoints(stores.metrics().querier(), queries, () -> Settings.promql(options))
        .routes(router);
    new StatusEndpoints(stores.metrics(), this::status).routes(router);
    router.get("/api/v1/status/self_metrics", new SelfMetricsEndpoint(metrics::families));
    new NotificationEndpoints(notifications).routes(router);
    new RuleEndpoints(ruling::groups, ruling).routes(router);
    new TargetEndpoints(scraping, () -> places().globalUrl(options.server())).routes(router);
    new MetadataEndpoints(scraping).routes(router);
    router.get("/api/v1/openapi.yaml", new OpenApiEndpoint());
    admin().prometheusRoutes(router);
    RemoteWriteEndpoint write =
        new RemoteWriteEndpoint(
            stores.metrics()::appender,
            metrics.remoteWrite(),
            () -> Settings.remoteWrite(options),
            maxBody,
            maxDecoded);
    router.post(
        "/api/v1/write",
        request ->
            options.ingest().metrics().remoteWrite()
                ? write.handle(request)
                : Answer.text(404, "remote write is switched off: ingest.metrics.remote_write\n"));
    router.post("/api/v1/otlp/v1/metrics", new PrometheusOtlp(otlpMetrics, maxBody, maxDecoded));
    metricsOperations(router);
    router.get("/metrics", metrics);
    router.prefix("");
  }

  /// What other servers and operators ask of the metrics.
  private void metricsOperations(Router.Builder router) {
    MetricsQuerier querier = stores.metrics().querier();
    Supplier<QuerySettings> bounds = () -> Settings.promql(options);
    Supplier<Map<String, String>> externalLabels = () -> options.global().externalLabels();
    new NameSearchEndpoints(
            querier,
            pool,
            bounds,
            () -> options.server().searchApi(),
            () -> options.server().searchMaxLimit(),
            clock)
        .routes(router);
    new TsdbAdminEndpoints(
            stores.metrics(),
            places().data().resolve("snapshots"),
            () -> options.server().adminApi(),
            clock)
        .routes(router);
    router.errors(ErrorBody.TEXT);
    QueryPool reads = pool.atMost(options.query().remoteRead().concurrentLimit());
    router.post(
        "/api/v1/read", new RemoteReadEndpoint(querier, reads, () -> Settings.remoteRead(options)));
    router.get(
        "/federate",
        new FederateEndpoint(
            querier,
            pool,
            bounds,
            externalLabels,
            () -> options.query().promql().lookbackDelta().toMillis(),
            clock));
  }

  private void lokiRoutes(Router.Builder router) {
    QueryPool queries = pool.atMost(options.query().logql().maxConcurrency());
    LogqlEngine engine = new LogqlEngine(Settings.logqlEngine(options.query().logql()), queries);
    new LokiQueryEndpoints(
            engine, stores.logs(), queries, () -> Settings.logql(options.query().logql()), clock)
        .routes(router);
    new LokiSeriesEndpoints(
            stores.logs(),
            queries,
            () -> Settings.logql(options.query().logql()),
            Version.lokiBuild(),
            clock)
        .routes(router);
    PushEndpoint push =
        new PushEndpoint(
            stores::logAppender,
            () -> Settings.push(options.ingest().logs(), options.logs()),
            metrics.lokiPush(),
            options.server().maxBodySize().bytes(),
            options.server().maxDecompressedSize().bytes());
    router.post("/loki/api/v1/push", push).post("/api/prom/push", push);
    admin().readyRoutes(router);
    router.get("/metrics", metrics);
  }

  private void tempoRoutes(Router.Builder router) {
    QueryPool queries = pool.atMost(options.query().traceql().maxConcurrency());
    TraceqlEngine engine =
        new TraceqlEngine(Settings.traceqlEngine(options.query().traceql()), queries, threads);
    new TraceEndpoints(stores.traces(), queries, () -> Settings.traceql(options.query().traceql()))
        .routes(router);
    new SearchEndpoints(
            engine,
            stores.traces(),
            queries,
            () -> Settings.traceql(options.query().traceql()),
            Version.tempoBuild(),
            clock)
        .routes(router);
    admin().readyRoutes(router);
    router.get("/metrics", metrics);
  }

  private void otlpRoutes(Router.Builder router) {
    new OtlpHttp(
            stores.spans(),
            metrics.otlp(),
            otlpMetrics,
            options.server().maxBodySize().bytes(),
            options.server().maxDecompressedSize().bytes())
        .routes(router);
    router.get("/metrics", metrics);
  }

  private AdminEndpoints admin() {
    return new AdminEndpoints(this, options.server().lifecycleApi());
  }

  private StatusEndpoints.ServerStatus status() {
    return status.with(options, shown, configured, reloadGood);
  }

  /// Where the process can be reached.
  Places places() {
    return new Places(Path.of(options.storage().dataDir()).toAbsolutePath(), places);
  }

  @Override
  public boolean isReady() {
    return ready && !stopping.get();
  }

  @Override
  public synchronized String reload() {
    reloadGood = false;
    try {
      return takeOver();
    } finally {
      if (reloadGood) {
        notifications.remove(Notifications.RELOAD_FAILED);
      } else {
        notifications.add(Notifications.RELOAD_FAILED);
      }
    }
  }

  /// Takes over the configuration as it is now.
  private String takeOver() {
    LoadedConfiguration loaded = Configuration.load(source);
    TrivetOptions wanted = loaded.optionsOrThrow();
    Reload changes = Reload.compare(options, wanted);
    String refusal = changes.refusal();
    if (refusal != null) {
      throw new TrivetException(
          ErrorKind.CONFLICT, refusal + "; the old configuration stays in force");
    }
    logFiles.load(loaded);
    scraping.reload(loaded);
    stores.reload(wanted);
    ruling.load(loaded);
    LogLines.configure(wanted.log());
    options = wanted;
    shown = Configuration.shown(loaded);
    configured = clock.instant();
    reloadGood = true;
    String done = "configuration reloaded, " + changes.applied().size() + " change(s)";
    log.info("{}", done);
    return done;
  }

  /// Reloads for a signal, which has nobody to tell but the log.
  void reloadAndLog() {
    try {
      reload();
    } catch (TrivetException e) {
      log.error("configuration not reloaded: {}", e.reason());
    }
  }

  @Override
  public void flush() throws IOException {
    stores.flush();
  }

  @Override
  public void quit() {
    Thread.ofPlatform().name("quit").start(() -> System.exit(0));
  }

  /// Closes everything in reverse; a second call does nothing.
  @Override
  public void close() {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    log.info("stopping");
    notifications.add(Notifications.STOPPING);
    while (!closings.isEmpty()) {
      try {
        closings.pop().close();
      } catch (IOException | RuntimeException e) {
        log.error("something could not be closed", e);
      }
    }
    log.info("stopped");
  }
}
