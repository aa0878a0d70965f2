package io.trivet.appliance.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GlobalUrlTest {
  private static final GlobalUrl PROXIED = new GlobalUrl("https://metrics.example/prom", 9090);
  private static final GlobalUrl PLAIN = new GlobalUrl("http://vm:9090", 9090);

  @Test
  void this_machine_gets_the_host_of_the_external_url() {
    assertThat(PLAIN.of("http://localhost:8080/metrics")).isEqualTo("http://vm:8080/metrics");
    assertThat(PLAIN.of("https://127.0.0.1:1?a=b")).isEqualTo("https://vm:1?a=b");
    assertThat(PROXIED.of("http://[::1]:8080/m")).isEqualTo("http://metrics.example:8080/m");
    assertThat(new GlobalUrl("http://[fd00::7]:80", 9090).of("http://localhost:1/m"))
        .isEqualTo("http://[fd00::7]:1/m");
  }

  @Test
  void this_server_gets_scheme_and_port_of_the_external_url_too() {
    assertThat(PROXIED.of("http://localhost:9090/prom/metrics?x=1"))
        .isEqualTo("https://metrics.example/prom/metrics?x=1");
    assertThat(PLAIN.of("http://127.0.0.1:9090/metrics")).isEqualTo("http://vm:9090/metrics");
  }

  @Test
  void other_machines_and_urls_without_port_stay() {
    for (String url :
        new String[] {
          "http://other:9090/metrics",
          "http://localhost/metrics",
          "http://[::1]/metrics",
          "http://127.0.0.2:9090/metrics",
          "http://localhost.example:9090/metrics",
          "http://other/?target=localhost:9090"
        }) {
      assertThat(PLAIN.of(url)).isEqualTo(url);
    }
    assertThat(new GlobalUrl("", GlobalUrl.NO_PORT).of("http://localhost:1/metrics"))
        .isEqualTo("http://localhost:1/metrics");
  }
}
