package io.trivet.config.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.config.Configuration;
import io.trivet.config.LoadedConfiguration;
import io.trivet.config.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertingOptionsTest {
  private static LoadedConfiguration load(String alerting) {
    return Configuration.parse("t.yaml", "alerting:\n  " + alerting);
  }

  private static List<String> errors(String alerting) {
    return load(alerting).errors().stream().map(Problem::toString).toList();
  }

  @Test
  void an_entry_has_its_own_keys_and_those_of_a_scrape_job_about_http_and_discovery() {
    AlertingOptions options =
        load("alertmanagers: [{scheme: https, path_prefix: am/, timeout: 3s, api_version: v2,"
                + " bearer_token: x, file_sd_configs: [{files: [a.yml]}],"
                + " static_configs: [{targets: [h:1]}]}]")
            .alerting();
    AlertmanagerOptions one = options.alertmanagers().getFirst();
    assertThat(one.scheme()).isEqualTo("https");
    assertThat(one.pathPrefix()).isEqualTo("/am");
    assertThat(one.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(one.targets().http().bearerToken()).isEqualTo("x");
    assertThat(one.targets().staticConfigs().getFirst().targets()).containsExactly("h:1");
    assertThat(one.targets().fileSdConfigs()).hasSize(1);
  }

  @Test
  void mistakes_have_their_place() {
    assertThat(errors("alertmanagers: [{api_version: v1}]"))
        .containsExactly("t.yaml:2:33: error: alerting.alertmanagers[0].api_version must be v2");
    assertThat(errors("alertmanagers: [{scrape_interval: 5s}]"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("t.yaml:2:20: error: unknown key \"scrape_interval\"");
    assertThat(errors("alert_relabel_configs: [{action: nope}]"))
        .hasSize(1)
        .first()
        .asString()
        .contains("alerting.alert_relabel_configs[0]");
    assertThat(errors("alertmanagers: [{basic_auth: {username: a}, bearer_token: b}]")).hasSize(1);
  }

  @Test
  void nothing_written_tells_nobody() {
    assertThat(Configuration.parse("t.yaml", "").alerting()).isEqualTo(AlertingOptions.NONE);
  }
}
