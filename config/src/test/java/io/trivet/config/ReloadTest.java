package io.trivet.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.config.bind.Change;
import io.trivet.config.option.TrivetOptions;
import org.junit.jupiter.api.Test;

class ReloadTest {
  private static TrivetOptions options(String yaml) {
    return Configuration.parse("trivet.yaml", yaml).optionsOrThrow();
  }

  @Test
  void equal_options_change_nothing() {
    Reload reload = Reload.compare(options("log: {level: info}\n"), options(""));
    assertThat(reload.applied()).isEmpty();
    assertThat(reload.refused()).isEmpty();
    assertThat(reload.refusal()).isNull();
  }

  @Test
  void limits_log_level_and_scrape_jobs_apply_at_once() {
    Reload reload =
        Reload.compare(
            options(""),
            options(
                """
                log: {level: debug}
                query: {promql: {timeout: 1m}}
                global: {scrape_interval: 5s}
                scrape_configs: [{job_name: a}]
                """));
    assertThat(reload.applied())
        .containsExactly(
            new Change("query.promql.timeout", true, "PT2M", "PT1M"),
            new Change("log.level", true, "INFO", "DEBUG"),
            new Change("global.scrape_interval", true, "PT1M", "PT5S"),
            new Change("scrape_configs", true, "(a section)", "(a section)"));
    assertThat(reload.refusal()).isNull();
  }

  @Test
  void ports_and_directories_need_a_restart() {
    Reload reload =
        Reload.compare(
            options(""), options("server: {loki: {port: 1}}\nstorage: {data_dir: other}\n"));
    assertThat(reload.applied()).isEmpty();
    assertThat(reload.refusal())
        .isEqualTo(
            "these changes need a restart: server.loki.port (3100 -> 1), storage.data_dir (data ->"
                + " other)");
  }
}
