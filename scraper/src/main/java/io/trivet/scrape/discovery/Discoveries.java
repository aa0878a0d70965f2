package io.trivet.scrape.discovery;

import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.http.Fetcher;
import io.trivet.scrape.http.FileSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// The kinds of service discovery: makes the discoveries of a job. A new kind is one entry in
/// [#KINDS].
public final class Discoveries {
  /// What discoveries need from outside.
  public record Environment(
      Function<HttpClientOptions, Fetcher> fetchers,
      FileSource files,
      ScheduledExecutorService timer,
      Executor blocking,
      String userAgent,
      Runnable failed) {

    /// An environment that does not count failures.
    public Environment(
        Function<HttpClientOptions, Fetcher> fetchers,
        FileSource files,
        ScheduledExecutorService timer,
        Executor blocking,
        String userAgent) {
      this(fetchers, files, timer, blocking, userAgent, () -> {});
    }
  }

  /// Finds the configurations of one kind in a job, and makes the discovery of one of them.
  private record Kind<C>(
      String name,
      Function<ScrapeConfig, List<C>> configs,
      BiFunction<C, Environment, Discovery> make) {

    void plan(
        ScrapeConfig job, Environment environment, Map<Object, Supplier<Discovery>> discoveries) {
      for (C config : configs.apply(job)) {
        discoveries.put(config, () -> make.apply(config, environment));
      }
    }
  }

  private static final List<Kind<?>> KINDS =
      List.of(
          new Kind<>(
              "static", ScrapeConfig::staticConfigs, (sd, _) -> new StaticDiscovery(List.of(sd))),
          new Kind<>(
              "file",
              ScrapeConfig::fileSdConfigs,
              (sd, outside) -> polled(new FileDiscovery(sd, outside.files()), outside)),
          new Kind<>(
              "http",
              ScrapeConfig::httpSdConfigs,
              (sd, outside) ->
                  polled(
                      new HttpDiscovery(
                          sd, outside.fetchers().apply(sd.http()), outside.userAgent()),
                      outside)),
          new Kind<>(
              "dns",
              ScrapeConfig::dnsSdConfigs,
              (sd, outside) -> polled(new DnsDiscovery(sd, new JndiResolver()), outside)),
          new Kind<>("consul", ScrapeConfig::consulSdConfigs, ConsulDiscovery::new),
          new Kind<>(
              "docker",
              ScrapeConfig::dockerSdConfigs,
              (sd, outside) -> polled(new DockerDiscovery(sd, outside), outside)),
          new Kind<>("kubernetes", ScrapeConfig::kubernetesSdConfigs, KubernetesDiscovery::new));

  private Discoveries() {}

  /// Names of the kinds as in the keys of a job, without `_sd_configs`.
  public static List<String> kinds() {
    return KINDS.stream().map(Kind::name).toList();
  }

  /// All discoveries of a job, in the order of their kinds.
  public static List<Discovery> of(ScrapeConfig config, Environment environment) {
    return planned(config, environment).values().stream().map(Supplier::get).toList();
  }

  /// How to make the discoveries of a job, by their configuration, in the order of their kinds.
  static Map<Object, Supplier<Discovery>> planned(ScrapeConfig config, Environment environment) {
    Map<Object, Supplier<Discovery>> discoveries = new LinkedHashMap<>();
    for (Kind<?> kind : KINDS) {
      kind.plan(config, environment, discoveries);
    }
    return discoveries;
  }

  private static Discovery polled(PolledDiscovery.Source source, Environment environment) {
    return new PolledDiscovery(
        source, environment.timer(), environment.blocking(), environment.failed());
  }
}
