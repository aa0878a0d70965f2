package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Targets found by DNS.
///
/// @param type SRV, A, AAAA, MX or NS, in upper case
public record DnsSdConfig(
    @Describe("Names to look up.") List<String> names,
    @Default("SRV") @Describe("Kind of record: SRV, A, AAAA, MX or NS.") String type,
    @Default("0") @Describe("Port of the targets; needed by all but SRV.") int port,
    @Default("30s") @Describe("How often the names are looked up.") Duration refreshInterval) {

  public DnsSdConfig {
    names = List.copyOf(names);
    type = type.toUpperCase(Locale.ROOT);
  }

  void validate(String path, List<OptionProblem> problems) {
    if (names.isEmpty()) {
      problems.add(
          new OptionProblem(
              path + ".names", "DNS-SD config must contain at least one SRV record name"));
    }
    if (!Set.of("SRV", "A", "AAAA", "MX", "NS").contains(type)) {
      problems.add(new OptionProblem(path + ".type", "invalid DNS-SD records type " + type));
    } else if (!type.equals("SRV") && port == 0) {
      problems.add(
          new OptionProblem(
              path + ".port",
              "a port is required in DNS-SD configs for all record types except SRV"));
    }
    if (port < 0 || port > 65535) {
      problems.add(new OptionProblem(path + ".port", "is no port: " + port));
    }
    if (refreshInterval.isZero() || refreshInterval.isNegative()) {
      problems.add(new OptionProblem(path + ".refresh_interval", "must be longer than 0"));
    }
  }
}
