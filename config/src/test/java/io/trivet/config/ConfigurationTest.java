package io.trivet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.config.option.GlobalOptions;
import io.trivet.config.option.TrivetOptions;
import io.trivet.config.problem.Problem;
import io.trivet.core.journal.JournalOptions.SyncMode;
import io.trivet.core.option.ByteSize;
import io.trivet.scrape.config.BasicAuth;
import io.trivet.scrape.config.HttpHeader;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.config.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  private static final TrivetOptions DEFAULTS = options("");

  private static TrivetOptions options(String yaml) {
    return Configuration.parse("trivet.yaml", yaml).optionsOrThrow();
  }

  private static List<String> problems(String yaml) {
    return texts(Configuration.parse("trivet.yaml", yaml));
  }

  private static List<String> texts(LoadedConfiguration loaded) {
    return loaded.problems().stream().map(Problem::toString).toList();
  }

  private static LoadedConfiguration with(Map<String, String> environment, String... settings) {
    return Configuration.load(new ConfigurationSource(null, environment, List.of(settings)));
  }

  @Test
  void nothing_configured_gives_the_documented_defaults() {
    assertThat(DEFAULTS.server().listeners())
        .extractingFromEntries(entry -> entry.getKey() + " " + entry.getValue().port())
        .containsExactly(
            "prometheus 9090", "loki 3100", "tempo 3200", "otlp_grpc 4317", "otlp_http 4318");
    assertThat(DEFAULTS.storage().retention().metrics()).isEqualTo(Duration.ofDays(15));
    assertThat(DEFAULTS.storage().retention().logs()).isEqualTo(Duration.ofDays(7));
    assertThat(DEFAULTS.storage().retention().traces()).isEqualTo(Duration.ofDays(3));
    assertThat(DEFAULTS.metrics().retention()).isEqualTo(Duration.ofDays(15));
    assertThat(DEFAULTS.logs().retention()).isEqualTo(Duration.ofDays(7));
    assertThat(DEFAULTS.traces().retention()).isEqualTo(Duration.ofDays(3));
    assertThat(DEFAULTS.wal().sync()).isEqualTo(SyncMode.INTERVAL);
    assertThat(DEFAULTS.scrape().scrapeConfigs()).isEmpty();
    assertThat(Configuration.parse("trivet.yaml", "").problems()).isEmpty();
  }

  @Test
  void one_key_changes_one_option_and_keeps_the_rest() {
    TrivetOptions moved = options("server:\n  loki:\n    port: 3101\n");
    assertThat(moved.server().loki().port()).isEqualTo(3101);
    assertThat(moved.server().loki().enabled()).isTrue();
    assertThat(moved.server().prometheus()).isEqualTo(DEFAULTS.server().prometheus());
  }

  @Test
  void a_configuration_of_prometheus_is_taken_as_it_is() throws IOException {
    Path file = Path.of("src/test/resources/io/trivet/config/prometheus.yml");
    LoadedConfiguration loaded =
        Configuration.load(
            new ConfigurationSource(file, Map.of("SITE", "north", "HOME", "/home/x"), List.of()));
    assertThat(loaded.errors()).isEmpty();
    assertThat(loaded.notices())
        .extracting(Problem::toString)
        .containsExactly(
            "prometheus.yml:20:3: notice: remote_write is understood and has no effect in this"
                + " version",
            "prometheus.yml:33:3: notice: runtime is understood and has no effect in this version",
            "prometheus.yml:11:3: notice: rule_files: \"rules/*.yml\" matches no file");
    TrivetOptions options = loaded.optionsOrThrow();
    GlobalOptions global = options.global();
    assertThat(global.scrape().scrapeInterval()).isEqualTo(Duration.ofSeconds(15));
    assertThat(global.evaluationInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(global.externalLabels())
        .isEqualTo(Map.of("cluster", "harbour-north", "price", "$5"));
    assertThat(options.metrics().outOfOrderWindow()).isEqualTo(Duration.ofMinutes(30));
    assertThat(options.metrics().maxExemplars()).isEqualTo(250_000);
    assertThat(options.otlp().promoteResourceAttributes())
        .containsExactly("deployment.environment", "host.name");
    List<ScrapeConfig> jobs = options.scrape().scrapeConfigs();
    assertThat(jobs)
        .extracting(ScrapeConfig::jobName)
        .containsExactly("itself", "machines", "ferry-bookings");
    assertThat(jobs.get(1).relabelConfigs()).isEqualTo(jobs.get(2).relabelConfigs()).hasSize(2);
    assertThat(jobs.get(2).params()).isEqualTo(Map.of("module", List.of("http_2xx")));
    assertThat(jobs.get(2).staticConfigs().getFirst().labels()).isEqualTo(Map.of("pier", "7"));
    assertThat(jobs.get(2).bodySizeLimit()).isEqualTo(ByteSize.mebibytes(32));
    assertThat(loaded.directory()).isEqualTo(file.toAbsolutePath().getParent());
  }

  @Test
  void every_key_of_prometheus_is_understood_and_told_when_it_has_no_effect() {
    LoadedConfiguration loaded =
        Configuration.parse(
            "prometheus.yml",
            """
            global:
              scrape_interval: 15s
              scrape_timeout: 10s
              scrape_protocols: [OpenMetricsText1.0.0]
              evaluation_interval: 15s
              query_log_file: queries.log
              scrape_failure_log_file: failures.log
              body_size_limit: 1MB
              sample_limit: 1
              label_limit: 1
              label_name_length_limit: 1
              label_value_length_limit: 1
              target_limit: 1
              keep_dropped_targets: 1
              metric_name_validation_scheme: utf8
              metric_name_escaping_scheme: allow-utf-8
              scrape_native_histograms: true
              convert_classic_histograms_to_nhcb: true
              always_scrape_classic_histograms: true
              extra_scrape_metrics: true
            runtime: {gogc: 75}
            remote_write:
              - {url: "http://far/write", queue_config: {capacity: 9}}
            remote_read:
              - {url: "http://far/read", read_recent: true}
            storage:
              tsdb:
                out_of_order_time_window: 30m
                retention: {time: 30d, size: 1GB, percentage: 50}
                stale_series_compaction_threshold: 0.5
                chunk_encoding: {floats: xor2}
              exemplars: {max_exemplars: 5}
            tracing: {endpoint: "localhost:4317", insecure: true}
            otlp:
              promote_resource_attributes: [a]
              translation_strategy: NoTranslation
              keep_identifying_resource_attributes: true
              convert_histograms_to_nhcb: true
              promote_scope_metadata: true
              label_name_underscore_sanitization: false
              label_name_preserve_multiple_underscores: false
            """);
    assertThat(loaded.errors()).isEmpty();
    assertThat(loaded.notices())
        .extracting(Problem::text)
        .containsExactlyInAnyOrder(
            "storage.tsdb.retention.percentage",
            "remote_write",
            "remote_read",
            "tracing",
            "runtime",
            "storage.tsdb.chunk_encoding",
            "storage.tsdb.stale_series_compaction_threshold");
    TrivetOptions options = loaded.optionsOrThrow();
    assertThat(options.metrics().outOfOrderWindow()).isEqualTo(Duration.ofMinutes(30));
    assertThat(options.metrics().retention()).isEqualTo(Duration.ofDays(30));
    assertThat(options.metrics().maxExemplars()).isEqualTo(5);
  }

  @Test
  void jobs_of_further_files_follow_those_of_the_file(@TempDir Path directory) throws IOException {
    Path jobs = Files.createDirectory(directory.resolve("jobs"));
    Files.writeString(jobs.resolve("b.yml"), "scrape_configs: [{job_name: b}]");
    Files.writeString(jobs.resolve("a.yml"), "scrape_configs: [{job_name: a1}, {job_name: a2}]");
    Files.writeString(jobs.resolve("c.yaml"), "scrape_configs: [{job_name: c}]");
    Files.writeString(jobs.resolve("empty.yml"), "");
    Path file =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            scrape_config_files: ["jobs/*.yml", "jobs/x*.yml"]
            scrape_configs: [{job_name: own}]
            """);
    LoadedConfiguration loaded =
        Configuration.load(new ConfigurationSource(file, Map.of(), List.of()));
    assertThat(loaded.optionsOrThrow().scrapeConfigs())
        .extracting(ScrapeConfig::jobName)
        .containsExactly("own", "a1", "a2", "b");
    Files.writeString(jobs.resolve("b.yml"), "scrape_configs: [{job_name: b, intervall: 1s}]");
    Files.writeString(jobs.resolve("d.yml"), "global: {}");
    assertThat(Configuration.load(new ConfigurationSource(file, Map.of(), List.of())).errors())
        .extracting(Problem::toString)
        .anySatisfy(text -> assertThat(text).startsWith("jobs/b.yml:1:").contains("intervall"))
        .anySatisfy(text -> assertThat(text).startsWith("jobs/d.yml:1:1: error: the file must"));
  }

  @Test
  void what_contradicts_itself_in_a_scrape_configuration_is_found_where_it_is_written() {
    assertThat(
            problems(
                """
                scrape_configs:
                  - job_name: a
                    relabel_configs:
                      - source_labels: [x]
                        action: rplace
                        target_label: y
                  - job_name: a
                    scrape_interval: 5s
                    scrape_timeout: 10s
                """))
        .containsExactly(
            "trivet.yaml:5:17: error: scrape_configs[0].relabel_configs[0].action: unknown relabel"
                + " action \"rplace\"",
            "trivet.yaml:9:21: error: scrape_configs[1].scrape_timeout: scrape timeout greater than"
                + " scrape interval for scrape config with job name \"a\"",
            "trivet.yaml:7:15: error: scrape_configs[1].job_name: found multiple scrape configs"
                + " with job name \"a\"");
  }

  @Test
  void impossible_values_are_found_where_they_are_written() {
    assertThat(problems("server:\n  tempo: {port: 70000}\n"))
        .containsExactly(
            "trivet.yaml:2:17: error: server.tempo: \"port\" must be from 0 to 65535, not 70000");
    assertThat(problems("server:\n  loki: {basic_auth: {username: me}}\n"))
        .containsExactly(
            "trivet.yaml:2:22: error: server.loki.basic_auth: one of \"password\" and"
                + " \"password_file\" is needed");
    assertThat(problems("server:\n  loki:\n    tls:\n      cert_file: a.pem\n"))
        .containsExactly(
            "trivet.yaml:4:7: error: server.loki.tls.key_file is missing; add \"key_file: ...\"");
    assertThat(problems("otlp: {ignore_resource_attributes: [a]}\n"))
        .containsExactly(
            "trivet.yaml:1:36: error: otlp: \"ignore_resource_attributes\" needs"
                + " \"promote_all_resource_attributes: true\"");
  }

  @Test
  void two_listeners_on_one_port_are_an_error_unless_their_addresses_differ() {
    assertThat(problems("server:\n  loki: {port: 9090}\n"))
        .containsExactly(
            "trivet.yaml:2:16: error: server.prometheus and server.loki both listen on port 9090;"
                + " give one of them another port, or set server.single_port");
    assertThat(problems("server:\n  prometheus: {port: 3100}\n"))
        .containsExactly(
            "trivet.yaml:2:22: error: server.prometheus and server.loki both listen on port 3100;"
                + " give one of them another port, or set server.single_port");
    assertThat(problems("server:\n  loki: {port: 9090, enabled: false}\n")).isEmpty();
    assertThat(problems("server:\n  single_port: 8000\n  loki: {port: 9090}\n")).isEmpty();
    assertThat(problems("server: {address: 10.0.0.1, loki: {port: 9090, address: 10.0.0.2}}\n"))
        .isEmpty();
    assertThat(problems("server: {loki: {port: 0}, tempo: {port: 0}}\n")).isEmpty();
  }

  @Test
  void the_environment_overrides_the_file_and_settings_override_both(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("trivet.yaml");
    Files.writeString(file, "server: {loki: {port: 1}, tempo: {port: 2}}\nlog: {level: warn}\n");
    LoadedConfiguration loaded =
        Configuration.load(
            new ConfigurationSource(
                file,
                Map.of(
                    "TRIVET_SERVER_LOKI_PORT", "11",
                    "TRIVET_SERVER_TEMPO_PORT", "12",
                    "TRIVET_OTLP_PROMOTE_RESOURCE_ATTRIBUTES", "[a.b, c]",
                    "PATH", "/bin"),
                List.of(
                    "server.tempo.port=22",
                    "global.external_labels.replica=g=1",
                    "scrape_configs=[{job_name: x}]")));
    TrivetOptions options = loaded.optionsOrThrow();
    assertThat(options.server().loki().port()).isEqualTo(11);
    assertThat(options.server().tempo().port()).isEqualTo(22);
    assertThat(options.log().level().name()).isEqualTo("WARN");
    assertThat(options.otlp().promoteResourceAttributes()).containsExactly("a.b", "c");
    assertThat(options.global().externalLabels()).isEqualTo(Map.of("replica", "g=1"));
    assertThat(options.scrape().scrapeConfigs()).hasSize(1);
  }

  @Test
  void a_wrong_variable_or_setting_is_named() {
    assertThat(texts(with(Map.of("TRIVET_SERVER_LOKI_PROT", "1"))))
        .containsExactly(
            "TRIVET_SERVER_LOKI_PROT: error: no option has the environment variable"
                + " \"TRIVET_SERVER_LOKI_PROT\"; did you mean \"TRIVET_SERVER_LOKI_PORT\"?");
    assertThat(texts(with(Map.of("TRIVET_LOG_LEVEL", "loud"))))
        .containsExactly(
            "TRIVET_LOG_LEVEL: error: log.level must be one of debug, info, warn, error, not"
                + " \"loud\"");
    assertThat(texts(with(Map.of(), "log.levle=info", "log.level", "server.loki=[1")))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isEqualTo(
                        "--set log.levle: error: unknown key \"log.levle\"; did you mean"
                            + " \"log.level\"?"),
            second ->
                assertThat(second)
                    .isEqualTo(
                        "--set log.level: error: \"log.level\" is no setting; write it like --set"
                            + " log.level=debug"),
            third -> assertThat(third).startsWith("--set server.loki: error: not YAML: "));
  }

  @Test
  void variables_of_the_launcher_and_of_a_kubernetes_service_are_no_options() {
    assertThat(
            texts(
                with(
                    Map.of(
                        "TRIVET_JAVA_HOME", "/jdk",
                        "TRIVET_SHARED", "../shared",
                        "TRIVET_SERVICE_HOST", "10.0.0.1",
                        "TRIVET_SERVICE_PORT_LOKI", "3100",
                        "TRIVET_PORT", "tcp://10.0.0.1:9090",
                        "TRIVET_PORT_9090_TCP_ADDR", "10.0.0.1"))))
        .isEmpty();
  }

  @Test
  void shared_keys_reach_the_stores_unless_those_say_otherwise() {
    TrivetOptions shared =
        options("storage: {retention: {metrics: 30d}}\nwal: {sync: always, interval: 5s}\n");
    assertThat(shared.metrics().retention()).isEqualTo(Duration.ofDays(30));
    assertThat(shared.metrics().journal().sync()).isEqualTo(SyncMode.ALWAYS);
    assertThat(shared.logs().journal().sync()).isEqualTo(SyncMode.ALWAYS);
    assertThat(shared.traces().journal().sync()).isEqualTo(SyncMode.ALWAYS);
    assertThat(shared.metrics().journal().syncInterval()).isEqualTo(Duration.ofSeconds(5));
    TrivetOptions own = options("storage: {retention: {metrics: 30d}}\nmetrics: {retention: 2d}\n");
    assertThat(own.metrics().retention()).isEqualTo(Duration.ofDays(2));
    TrivetOptions prometheus =
        options("storage: {tsdb: {retention: {time: 9d}}, retention: {metrics: 30d}}\n");
    assertThat(prometheus.metrics().retention()).isEqualTo(Duration.ofDays(9));
    assertThat(problems("wal: {sync: sometimes}\n")).hasSize(1);
  }

  @Test
  void file_and_data_directory_can_be_named_by_the_environment(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("trivet.yaml");
    Files.writeString(file, "log: {level: warn}\nstorage: {data_dir: a}\n");
    TrivetOptions options =
        with(Map.of("TRIVET_CONFIG", file.toString(), "TRIVET_DATA", "b")).optionsOrThrow();
    assertThat(options.log().level().name()).isEqualTo("WARN");
    assertThat(options.storage().dataDir()).isEqualTo("b");
  }

  @Test
  void a_missing_file_is_named_with_the_one_that_was_meant(@TempDir Path directory)
      throws IOException {
    Files.writeString(directory.resolve("trivet.yaml"), "");
    Path wrong = directory.resolve("trivet.yml");
    LoadedConfiguration loaded =
        Configuration.load(new ConfigurationSource(wrong, Map.of(), List.of()));
    assertThat(texts(loaded))
        .containsExactly(wrong + ": error: there is no such file; did you mean \"trivet.yaml\"?");
    assertThatThrownBy(loaded::optionsOrThrow)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there is no such file");
  }

  @Test
  void a_file_that_is_not_utf8_is_refused_at_the_byte(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("latin.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', '1', '\n', 'b', ':', ' ', (byte) 0xE9, '\n'});
    assertThat(texts(Configuration.load(new ConfigurationSource(file, Map.of(), List.of()))))
        .containsExactly("latin.yaml:2:4: error: a byte that is not UTF-8; save the file as UTF-8");
  }

  @Test
  void no_problem_shows_a_password() {
    List<String> found =
        problems(
            """
            server:
              loki: {basic_auth: {username: 'a:b', password: hunter2}}
              tempo: {basic_auth: {username: a, password: [hunter2]}}
            """);
    assertThat(found).hasSize(2).noneMatch(text -> text.contains("hunter2"));
  }

  @Test
  void jobs_of_further_files_count_like_those_of_the_file_itself(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("prometheus.yml");
    Files.createDirectory(folder.resolve("jobs"));
    Files.writeString(
        file, "scrape_configs: [{job_name: a}]\nscrape_config_files: ['jobs/*.yml', 'none.yml']\n");
    Files.writeString(folder.resolve("jobs/2.yml"), "scrape_configs: [{job_name: c}]\n");
    Files.writeString(folder.resolve("jobs/1.yml"), "scrape_configs:\n- job_name: b\n");
    Files.writeString(folder.resolve("jobs/no.txt"), "scrape_configs: [{job_name: d}]\n");
    ConfigurationSource source = new ConfigurationSource(file, Map.of(), List.of());
    LoadedConfiguration loaded = Configuration.load(source);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.optionsOrThrow().scrapeConfigs())
        .extracting(ScrapeConfig::jobName)
        .containsExactly("a", "b", "c");
    Files.writeString(folder.resolve("jobs/1.yml"), "scrape_configs:\n- job_name: a\n");
    Files.writeString(folder.resolve("jobs/2.yml"), "global: {}\n");
    assertThat(texts(Configuration.load(source)))
        .anySatisfy(text ->
            assertThat(text)
                .contains("1.yml:2:")
                .contains("found multiple scrape configs with job name \"a\""))
        .anySatisfy(
            text -> assertThat(text).contains("2.yml:1:1").contains("must hold the one key"));
  }

  @Test
  void paths_in_further_files_begin_where_these_are(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("prometheus.yml");
    Path jobs = Files.createDirectories(folder.resolve("more/jobs"));
    Files.writeString(
        file,
        """
        scrape_config_files: ["more/jobs/*.yml"]
        scrape_configs: [{job_name: own, bearer_token_file: token}]
        """);
    Files.writeString(
        jobs.resolve("a.yml"),
        """
        scrape_configs:
        - job_name: a
          scrape_failure_log_file: failures.log
          basic_auth: {username: u, password_file: ../password}
          tls_config: {ca_file: /etc/ca.pem, cert_file: own.pem, key_file: own.key}
          params: {key_file: [as-it-is]}
          http_headers: {X-Key: {files: [header]}}
          file_sd_configs: [{files: ["targets/*.json", /etc/targets.json]}]
          static_configs: [{targets: ["h:1"], labels: {key_file: as-it-is}}]
        """);
    LoadedConfiguration loaded =
        Configuration.load(new ConfigurationSource(file, Map.of(), List.of()));
    assertThat(loaded.problems()).isEmpty();
    List<ScrapeConfig> all = loaded.optionsOrThrow().scrapeConfigs();
    assertThat(all.getFirst().http().bearerTokenFile()).isEqualTo("token");
    ScrapeConfig job = all.get(1);
    assertThat(job.scrapeFailureLogFile()).isEqualTo(jobs.resolve("failures.log").toString());
    assertThat(job.http().basicAuth())
        .extracting(BasicAuth::passwordFile)
        .isEqualTo(folder.resolve("more/password").toString());
    assertThat(job.http().tlsConfig())
        .extracting(TlsConfig::caFile, TlsConfig::certFile, TlsConfig::keyFile)
        .containsExactly(
            "/etc/ca.pem", jobs.resolve("own.pem").toString(), jobs.resolve("own.key").toString());
    assertThat(job.http().httpHeaders().get("X-Key"))
        .extracting(HttpHeader::files)
        .isEqualTo(List.of(jobs.resolve("header").toString()));
    assertThat(job.fileSdConfigs().getFirst().files())
        .containsExactly(jobs.resolve("targets/*.json").toString(), "/etc/targets.json");
    assertThat(job.params()).isEqualTo(Map.of("key_file", List.of("as-it-is")));
    assertThat(job.staticConfigs().getFirst().labels()).isEqualTo(Map.of("key_file", "as-it-is"));
  }

  @Test
  void kinds_of_discovery_that_are_not_available_are_told_and_stop_nothing() {
    LoadedConfiguration loaded =
        Configuration.parse(
            "p.yml", "scrape_configs:\n- job_name: a\n  ec2_sd_configs:\n  - region: x\n");
    assertThat(loaded.errors()).isEmpty();
    assertThat(texts(loaded))
        .containsExactly(
            "p.yml:4:3: notice: service discovery of kind ec2 is understood and not available"
                + " here");
  }

  @Test
  void sections_of_kubernetes_consul_and_docker_are_bound() {
    TrivetOptions bound =
        options(
            """
            scrape_configs:
            - job_name: k
              kubernetes_sd_configs:
              - role: EndpointSlice
                api_server: https://k8s:6443
                authorization: {credentials_file: t}
                namespaces: {names: [a]}
                selectors: [{role: pod, label: x=y}]
              consul_sd_configs: [{server: 'c:8500', services: [web], basic_auth: {username: u}}]
              docker_sd_configs: [{host: 'unix:///var/run/docker.sock'}]
            kubernetes_monitors: {service_monitor_selector: team=x}
            """);
    ScrapeConfig job = bound.scrapeConfigs().getFirst();
    assertThat(job.kubernetesSdConfigs().getFirst().role()).isEqualTo("endpointslice");
    assertThat(job.kubernetesSdConfigs().getFirst().http().authorization()).isNotNull();
    assertThat(job.kubernetesSdConfigs().getFirst().namespaces().names()).containsExactly("a");
    assertThat(job.consulSdConfigs().getFirst().http().basicAuth()).isNotNull();
    assertThat(job.dockerSdConfigs().getFirst().port()).isEqualTo(80);
    assertThat(bound.kubernetesMonitors()).isNotNull();
    assertThat(DEFAULTS.kubernetesMonitors()).isNull();
  }
}
