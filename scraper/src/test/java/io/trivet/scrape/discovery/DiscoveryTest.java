package io.trivet.scrape.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.label.Labels;
import io.trivet.scrape.FakeFetcher;
import io.trivet.scrape.NioFiles;
import io.trivet.scrape.RecordBinder;
import io.trivet.scrape.config.DnsSdConfig;
import io.trivet.scrape.config.FileSdConfig;
import io.trivet.scrape.config.HttpSdConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {

  private static List<Labels> targets(List<TargetGroup> groups) {
    return groups.stream().flatMap(group -> group.targets().stream()).toList();
  }

  @Test
  void files_in_json_and_yaml_are_read_and_a_broken_one_keeps_its_targets(@TempDir Path folder)
      throws IOException {
    Path json = folder.resolve("a.json");
    Path yaml = folder.resolve("b.yml");
    Files.writeString(json, "[{\"targets\": [\"h:1\"], \"labels\": {\"env\": \"x\"}}]");
    Files.writeString(yaml, "- targets: ['h:2', 'h:3']\n  labels: {n: 5}\n");
    FileDiscovery discovery =
        new FileDiscovery(
            RecordBinder.bind(
                FileSdConfig.class,
                Map.of("files", List.of(folder + "/*.json", folder + "/b.yml"))),
            new NioFiles());
    assertThat(targets(discovery.poll()))
        .containsExactly(
            Labels.of("__address__", "h:1", "__meta_filepath", json.toString(), "env", "x"),
            Labels.of("__address__", "h:2", "__meta_filepath", yaml.toString(), "n", "5"),
            Labels.of("__address__", "h:3", "__meta_filepath", yaml.toString(), "n", "5"));
    Files.writeString(json, "[{\"targets\": [\"h:1\"");
    Files.writeString(yaml, "- targets: ['h:4']\n");
    assertThat(targets(discovery.poll()))
        .extracting(labels -> labels.get("__address__"))
        .containsExactly("h:1", "h:4");
    Files.delete(json);
    assertThat(targets(discovery.poll()))
        .extracting(labels -> labels.get("__address__"))
        .containsExactly("h:4");
  }

  @Test
  void a_server_lists_targets_as_json() throws IOException {
    FakeFetcher fetcher = new FakeFetcher();
    HttpDiscovery discovery =
        new HttpDiscovery(
            RecordBinder.bind(HttpSdConfig.class, Map.of("url", "http://sd/list")),
            fetcher,
            "Test/1");
    fetcher.contentType = "application/json; charset=utf-8";
    fetcher.body = "[{\"targets\":[\"h:1\"],\"labels\":{\"a\":\"b\"}}]";
    assertThat(targets(discovery.poll()))
        .containsExactly(Labels.of("__address__", "h:1", "__meta_url", "http://sd/list", "a", "b"));
    fetcher.body = "{\"targets\":[]}";
    assertThatThrownBy(discovery::poll)
        .hasMessage("http://sd/list: a list of target groups was expected");
    fetcher.contentType = "text/html";
    assertThatThrownBy(discovery::poll)
        .hasMessage("http://sd/list: unsupported content type \"text/html\"");
  }

  @Test
  void dns_records_become_targets() {
    assertThat(dns("SRV", "10 60 9100 one.example.org."))
        .containsExactly(
            Labels.of(
                "__address__",
                "one.example.org:9100",
                "__meta_dns_name",
                "n",
                "__meta_dns_srv_record_target",
                "one.example.org.",
                "__meta_dns_srv_record_port",
                "9100"));
    assertThat(dns("A", "10.0.0.1"))
        .containsExactly(Labels.of("__address__", "10.0.0.1:80", "__meta_dns_name", "n"));
    assertThat(dns("AAAA", "fe80::1"))
        .containsExactly(Labels.of("__address__", "[fe80::1]:80", "__meta_dns_name", "n"));
    assertThat(dns("MX", "10 mail.example.org."))
        .containsExactly(
            Labels.of(
                "__address__",
                "mail.example.org:80",
                "__meta_dns_name",
                "n",
                "__meta_dns_mx_record_target",
                "mail.example.org."));
  }

  private static List<Labels> dns(String type, String... records) {
    DnsSdConfig config =
        RecordBinder.bind(
            DnsSdConfig.class, Map.of("names", List.of("n"), "type", type, "port", 80));
    return targets(new DnsDiscovery(config, (name, kind) -> List.of(records)).poll());
  }

  @Test
  void a_look_up_that_fails_keeps_the_targets() {
    DnsSdConfig config =
        RecordBinder.bind(
            DnsSdConfig.class, Map.of("names", List.of("n"), "type", "A", "port", 80));
    boolean[] broken = new boolean[1];
    DnsDiscovery discovery =
        new DnsDiscovery(
            config,
            (name, kind) -> {
              if (broken[0]) {
                throw new IOException("no answer");
              }
              return List.of("10.0.0.1");
            });
    assertThat(targets(discovery.poll())).hasSize(1);
    broken[0] = true;
    assertThat(targets(discovery.poll())).hasSize(1);
  }
}
