package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import io.trivet.core.option.Inline;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// Targets listed by a server: JSON over HTTP.
public record HttpSdConfig(
    @Describe("Where the list is.") String url,
    @Default("60s") @Describe("How often it is fetched.") Duration refreshInterval,
    @Inline HttpClientOptions http) {

  void validate(String path, List<OptionProblem> problems) {
    URI uri = HttpClientOptions.uri(url);
    if (url.isEmpty()) {
      problems.add(new OptionProblem(path + ".url", "URL is missing"));
    } else if (uri == null) {
      problems.add(new OptionProblem(path + ".url", "host is missing in URL"));
    } else if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
      problems.add(new OptionProblem(path + ".url", "URL scheme must be 'http' or 'https'"));
    }
    if (refreshInterval.isZero() || refreshInterval.isNegative()) {
      problems.add(new OptionProblem(path + ".refresh_interval", "must be longer than 0"));
    }
    http.validate(path, problems);
  }
}
