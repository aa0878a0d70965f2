package io.trivet.scrape.discovery;

import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.http.Fetcher;
import io.trivet.scrape.http.FileSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/// The kinds of service discovery: makes the discoveries of a job. A new kind is one entry in
/// [#KINDS].
public final class Discoveries {
  /// What discoveries need from outside.
  public record Environment(
      Function<HttpClientOptions, Fetcher> fetchers,
      FileSource files,
      ScheduledExecutorService timer,
      Executor blocking,
      String userAgent) {}

  /// Makes the discoveries of one kind that a job names.
  private interface Kind {
    List<Discovery> of(ScrapeConfig config, Environment environment);
  }

  private static final List<Kind> KINDS =
      List.of(Discoveries::ofStatic, Discoveries::ofFiles, Discoveries::ofHttp, Discoveries::ofDns);

  private Discoveries() {}

  /// All discoveries of a job, in the order of their kinds.
  public static List<Discovery> of(ScrapeConfig config, Environment environment) {
    List<Discovery> all = new ArrayList<>();
    for (Kind kind : KINDS) {
      all.addAll(kind.of(config, environment));
    }
    return all;
  }

  private static List<Discovery> ofStatic(ScrapeConfig config, Environment environment) {
    return config.staticConfigs().isEmpty()
        ? List.of()
        : List.of(new StaticDiscovery(config.staticConfigs()));
  }

  private static List<Discovery> ofFiles(ScrapeConfig config, Environment environment) {
    List<Discovery> all = new ArrayList<>();
    config
        .fileSdConfigs()
        .forEach(sd -> all.add(polled(new FileDiscovery(sd, environment.files()), environment)));
    return all;
  }

  private static List<Discovery> ofHttp(ScrapeConfig config, Environment environment) {
    List<Discovery> all = new ArrayList<>();
    config
        .httpSdConfigs()
        .forEach(sd ->
            all.add(
                polled(
                    new HttpDiscovery(
                        sd, environment.fetchers().apply(sd.http()), environment.userAgent()),
                    environment)));
    return all;
  }

  private static List<Discovery> ofDns(ScrapeConfig config, Environment environment) {
    List<Discovery> all = new ArrayList<>();
    config
        .dnsSdConfigs()
        .forEach(sd -> all.add(polled(new DnsDiscovery(sd, new JndiResolver()), environment)));
    return all;
  }

  private static Discovery polled(PolledDiscovery.Source source, Environment environment) {
    return new PolledDiscovery(source, environment.timer(), environment.blocking());
  }
}
