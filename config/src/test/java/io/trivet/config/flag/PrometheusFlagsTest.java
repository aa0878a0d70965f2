package io.trivet.config.flag;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.config.Configuration;
import io.trivet.config.ConfigurationSource;
import io.trivet.config.LoadedConfiguration;
import io.trivet.config.bind.OptionPaths;
import io.trivet.config.option.Feature;
import io.trivet.config.option.IngestOptions.RemoteWriteMessage;
import io.trivet.config.option.LogOptions;
import io.trivet.config.option.QueryOptions;
import io.trivet.config.option.RulesOptions;
import io.trivet.config.option.TrivetOptions;
import io.trivet.config.problem.Problem;
import io.trivet.config.problem.Problems;
import io.trivet.core.option.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrometheusFlagsTest {
  private static LoadedConfiguration load(String... flags) {
    return Configuration.load(new ConfigurationSource(null, Map.of(), List.of(flags), List.of()));
  }

  private static TrivetOptions options(String... flags) {
    LoadedConfiguration loaded = load(flags);
    assertThat(loaded.problems()).isEmpty();
    return loaded.optionsOrThrow();
  }

  private static List<String> problems(String... flags) {
    return load(flags).problems().stream().map(Problem::toString).toList();
  }

  @Test
  void the_address_of_the_prometheus_api_can_be_given_several_times() {
    TrivetOptions one = options("--web.listen-address=127.0.0.1:9191");
    assertThat(one.server().addressOf(one.server().prometheus())).isEqualTo("127.0.0.1");
    assertThat(one.server().prometheus().port()).isEqualTo(9191);
    assertThat(one.server().loki().port()).isEqualTo(3100);
    TrivetOptions three =
        options(
            "--web.listen-address=:9191",
            "--web.listen-address",
            "[::1]:9192",
            "--web.listen-address=10.0.0.1:9193");
    assertThat(three.server().addressOf(three.server().prometheus())).isEqualTo("0.0.0.0");
    assertThat(three.server().prometheus().moreAddresses())
        .containsExactly("[::1]:9192", "10.0.0.1:9193");
    assertThat(problems("--web.listen-address=9090"))
        .containsExactly(
            "--web.listen-address: error: \"9090\" is no address to listen on; write it like"
                + " 0.0.0.0:9090, [::1]:9090 or :9090");
  }

  @Test
  void flags_of_the_web_interface_reach_the_listeners() {
    TrivetOptions options =
        options(
            "--web.enable-admin-api",
            "--no-web.enable-lifecycle",
            "--web.external-url=https://metrics.example/prom/",
            "--web.cors.origin=https?://pages[.]example",
            "--web.max-connections=77",
            "--web.read-timeout=90s");
    assertThat(options.server().adminApi()).isTrue();
    assertThat(options.server().lifecycleApi()).isFalse();
    assertThat(options.server().prefix()).isEqualTo("/prom");
    assertThat(options.server().corsOrigin()).isEqualTo("https?://pages[.]example");
    assertThat(options.server().maxConnections()).isEqualTo(77);
    assertThat(options.server().idleTimeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(options("--web.enable-lifecycle").server().lifecycleApi()).isTrue();
  }

  @Test
  void a_route_prefix_wins_over_the_path_of_the_external_url() {
    String url = "--web.external-url=https://metrics.example/prom";
    assertThat(options(url, "--web.route-prefix=/").server().prefix()).isEmpty();
    assertThat(options(url, "--web.route-prefix=inner/api/").server().prefix())
        .isEqualTo("/inner/api");
    assertThat(problems("--web.external-url=metrics.example"))
        .singleElement()
        .asString()
        .contains("\"external_url\" must be a URL with http or https");
  }

  @Test
  void flags_of_receivers_reach_ingest() {
    assertThat(options("--no-web.enable-remote-write-receiver").ingest().metrics().remoteWrite())
        .isFalse();
    assertThat(options("--web.enable-remote-write-receiver").ingest().metrics().remoteWrite())
        .isTrue();
    assertThat(options("--no-web.enable-otlp-receiver").ingest().metrics().otlp()).isFalse();
    assertThat(options("--web.enable-otlp-receiver=true").ingest().metrics().otlp()).isTrue();
    assertThat(
            options(
                    "--web.remote-write-receiver.accepted-protobuf-messages=io.prometheus.write.v2.Request")
                .ingest()
                .metrics()
                .remoteWriteMessages())
        .containsExactly(RemoteWriteMessage.VERSION_2);
  }

  @Test
  void flags_of_the_storage_reach_the_store() {
    TrivetOptions options =
        options(
            "--storage.tsdb.path=/var/lib/prometheus",
            "--storage.tsdb.retention.time=30d",
            "--storage.tsdb.retention.size=512MB",
            "--storage.tsdb.min-block-duration=1h",
            "--storage.tsdb.max-block-duration=1d");
    assertThat(options.storage().dataDir()).isEqualTo("/var/lib/prometheus");
    assertThat(options.metrics().retention()).isEqualTo(Duration.ofDays(30));
    assertThat(OptionPaths.textAt(options, "storage.tsdb.retention.size"))
        .isEqualTo(ByteSize.mebibytes(512).toString());
    assertThat(options.metrics().blockRange()).isEqualTo(Duration.ofHours(1));
    assertThat(options.metrics().maxBlockRange()).isEqualTo(Duration.ofDays(1));
    assertThat(options("--storage.tsdb.retention=3d").metrics().retention())
        .isEqualTo(Duration.ofDays(3));
  }

  @Test
  void flags_of_queries_reach_promql() {
    TrivetOptions options =
        options(
            "--query.timeout=30s",
            "--query.max-concurrency=3",
            "--query.max-samples=1000",
            "--query.lookback-delta",
            "1m");
    assertThat(options.query().promql().timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.query().promql().maxConcurrency()).isEqualTo(3);
    assertThat(options.query().promql().maxSamples()).isEqualTo(1000);
    assertThat(options.query().promql().lookbackDelta()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void flags_of_remote_reads_reach_their_limits() {
    QueryOptions.RemoteRead options =
        options(
                "--storage.remote.read-sample-limit=7",
                "--storage.remote.read-concurrent-limit=2",
                "--storage.remote.read-max-bytes-in-frame=65536")
            .query()
            .remoteRead();
    assertThat(options).isEqualTo(new QueryOptions.RemoteRead(7, 2, new ByteSize(65_536)));
    assertThat(options().query().remoteRead())
        .isEqualTo(new QueryOptions.RemoteRead(50_000_000, 10, ByteSize.mebibytes(1)));
  }

  @Test
  void flags_of_alertmanagers_reach_the_queues() {
    RulesOptions rules =
        options(
                "--alertmanager.notification-queue-capacity=5",
                "--alertmanager.notification-batch-size=3",
                "--no-alertmanager.drain-notification-queue-on-shutdown")
            .rules();
    assertThat(rules.notificationQueueCapacity()).isEqualTo(5);
    assertThat(rules.notificationBatchSize()).isEqualTo(3);
    assertThat(rules.drainNotificationQueue()).isFalse();
    assertThat(options().rules().drainNotificationQueue()).isTrue();
    assertThat(problems("--alertmanager.notification-batch-size=0"))
        .singleElement()
        .asString()
        .contains("must be at least 1, not 0");
  }

  @Test
  void flags_of_search_and_notifications_reach_the_server() {
    TrivetOptions options =
        options("--web.search.max-limit=20", "--web.max-notifications-subscribers=0");
    assertThat(options.server().searchMaxLimit()).isEqualTo(20);
    assertThat(options.server().maxNotificationsSubscribers()).isZero();
    assertThat(options().server().searchMaxLimit()).isEqualTo(10_000);
    assertThat(options().server().maxNotificationsSubscribers()).isEqualTo(16);
  }

  @Test
  void flags_of_the_log_reach_the_log() {
    TrivetOptions options = options("--log.level=warn", "--log.format=json");
    assertThat(options.log().level()).isEqualTo(LogOptions.Level.WARN);
    assertThat(options.log().format()).isEqualTo(LogOptions.Format.JSON);
  }

  @Test
  void features_add_up_over_flags_and_file(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(directory.resolve("a.yaml"), "features: [use-start-timestamps]\n");
    LoadedConfiguration loaded =
        Configuration.load(
            new ConfigurationSource(
                null,
                Map.of(),
                List.of(
                    "--config.file=" + file,
                    "--enable-feature=type-and-unit-labels,exemplar-storage",
                    "--enable-feature",
                    "promql-delayed-name-removal"),
                List.of()));
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.optionsOrThrow().features())
        .containsExactly(
            Feature.USE_START_TIMESTAMPS,
            Feature.TYPE_AND_UNIT_LABELS,
            Feature.EXEMPLAR_STORAGE,
            Feature.PROMQL_DELAYED_NAME_REMOVAL);
  }

  @Test
  void an_unknown_feature_is_told_and_does_no_harm() {
    assertThat(problems("--enable-feature=promql-at-modifier,type-and-unit-label"))
        .containsExactly(
            "--enable-feature: notice: the feature \"promql-at-modifier\" is not known and has no"
                + " effect",
            "--enable-feature: notice: the feature \"type-and-unit-label\" is not known and has no"
                + " effect; did you mean \"type-and-unit-labels\"?");
  }

  @Test
  void settings_win_over_flags_and_flags_over_the_environment() {
    Map<String, String> environment = Map.of("TRIVET_QUERY_PROMQL_TIMEOUT", "1s");
    List<String> flags = List.of("--query.timeout=2s");
    assertThat(
            Configuration.load(new ConfigurationSource(null, environment, flags, List.of()))
                .optionsOrThrow()
                .query()
                .promql()
                .timeout())
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(
            Configuration.load(
                    new ConfigurationSource(
                        null, environment, flags, List.of("query.promql.timeout=3s")))
                .optionsOrThrow()
                .query()
                .promql()
                .timeout())
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void a_flag_without_a_meaning_is_a_notice() {
    assertThat(problems("--storage.tsdb.no-lockfile", "--web.page-title", "Ours"))
        .containsExactly(
            "--storage.tsdb.no-lockfile: notice: --storage.tsdb.no-lockfile is understood and has"
                + " no effect: the data directory is always locked",
            "--web.page-title: notice: --web.page-title is understood and has no effect: Trivet"
                + " serves no pages of its own");
  }

  @Test
  void an_unknown_flag_is_an_error_with_the_one_that_was_meant() {
    assertThat(problems("--query.timeuot=1s"))
        .containsExactly(
            "--query.timeuot=1s: error: unknown option \"--query.timeuot\"; did you mean"
                + " \"--query.timeout\"?");
    assertThat(problems("stray")).containsExactly("stray: error: \"stray\" is no option");
    assertThat(problems("--query.timeout"))
        .containsExactly("--query.timeout: error: the value of --query.timeout is missing");
    assertThat(problems("--query.timeout=fast"))
        .singleElement()
        .asString()
        .startsWith("--query.timeout: error: query.promql.timeout must be a duration");
  }

  @Test
  void what_would_open_a_port_that_was_to_be_protected_is_refused() {
    assertThat(problems("--web.config.file=web.yml"))
        .singleElement()
        .asString()
        .startsWith("--web.config.file: error: --web.config.file cannot be followed");
    assertThat(problems("--agent")).singleElement().asString().contains("error");
    assertThat(problems("--no-agent", "--web.config.file=")).isEmpty();
  }

  @Test
  void every_setting_of_the_table_is_a_key() {
    Map<String, String> values =
        PrometheusFlags.parse(List.of(), new Problems()).values(options(), null);
    assertThat(values.keySet()).containsExactlyInAnyOrderElementsOf(FlagTable.BY_NAME.keySet());
    FlagTable.BY_NAME
        .values()
        .forEach(flag -> {
          if (flag.meaning() instanceof Flag.Setting(String path)) {
            assertThat(OptionPaths.exists(TrivetOptions.class, path)).as(path).isTrue();
          }
        });
  }

  @Test
  void the_values_in_force_are_shown() {
    List<String> arguments =
        List.of("--query.timeout=90s", "--enable-feature=exemplar-storage", "--web.page-title=x");
    PrometheusFlags flags = PrometheusFlags.parse(arguments, new Problems());
    TrivetOptions options = options("--query.timeout=90s", "--enable-feature=exemplar-storage");
    assertThat(flags.values(options, Path.of("/etc/trivet.yaml")))
        .containsEntry("config.file", "/etc/trivet.yaml")
        .containsEntry("query.timeout", "1m30s")
        .containsEntry("enable-feature", "exemplar-storage")
        .containsEntry("web.page-title", "x")
        .containsEntry("web.listen-address", "0.0.0.0:9090")
        .containsEntry("storage.tsdb.retention.time", "15d")
        .containsEntry("storage.tsdb.retention.size", "")
        .containsEntry("web.enable-admin-api", "false");
    assertThat(flags.values(options, null)).containsEntry("config.file", "");
  }

  @Test
  void flags_of_reloading_by_itself_and_of_the_agent_are_understood() {
    assertThat(
            problems(
                "--config.auto-reload",
                "--config.auto-reload-interval=10s",
                "--auto-gomemlimit.refresh-interval=1m",
                "--storage.agent.checkpoint-from-in-memory-series",
                "--storage.agent.checkpoint-batch-size=500"))
        .hasSize(5)
        .allMatch(problem -> problem.contains("is understood and has no effect"));
  }

  @Test
  void no_arguments_make_it_throw() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> words =
        List.of("--", "--no-", "web.", "listen-address", "enable-feature", "=", ",", ":", "[", "1");
    for (int i = 0; i < 300; i++) {
      String[] arguments = new String[random.nextInt(4)];
      for (int j = 0; j < arguments.length; j++) {
        StringBuilder text = new StringBuilder();
        for (int k = random.nextInt(6); k > 0; k--) {
          text.append(words.get(random.nextInt(words.size())));
        }
        arguments[j] = text.toString();
      }
      assertThat(load(arguments)).as("seed %d, %s", seed, List.of(arguments)).isNotNull();
    }
  }
}
