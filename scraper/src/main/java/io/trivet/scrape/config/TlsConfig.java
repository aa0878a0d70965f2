package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.util.List;
import java.util.Set;

/// TLS as a client. Certificates and keys are PEM, here or in files.
///
/// @param minVersion TLS10, TLS11, TLS12, TLS13 or empty; the same for maxVersion
public record TlsConfig(
    @Default("") @Describe("Authorities that are trusted, PEM.") String ca,
    @Default("") @Describe("File of trusted authorities.") String caFile,
    @Default("") @Describe("Own certificate, PEM.") String cert,
    @Default("") @Describe("File of the own certificate.") String certFile,
    @Default("") @Describe("Own key, PEM.") String key,
    @Default("") @Describe("File of the own key.") String keyFile,
    @Default("") @Describe("Name the server's certificate must have.") String serverName,
    @Default("false") @Describe("Whether the server's certificate is not looked at.")
        boolean insecureSkipVerify,
    @Default("") @Describe("Lowest version of TLS.") String minVersion,
    @Default("") @Describe("Highest version of TLS.") String maxVersion) {

  private static final Set<String> VERSIONS = Set.of("", "TLS10", "TLS11", "TLS12", "TLS13");

  void validate(String path, List<OptionProblem> problems) {
    exclusive(ca, caFile, path, "ca", problems);
    exclusive(cert, certFile, path, "cert", problems);
    exclusive(key, keyFile, path, "key", problems);
    boolean hasCert = !cert.isEmpty() || !certFile.isEmpty();
    boolean hasKey = !key.isEmpty() || !keyFile.isEmpty();
    if (hasCert != hasKey) {
      problems.add(
          new OptionProblem(
              path,
              "exactly one of "
                  + (hasCert ? "key or key_file" : "cert or cert_file")
                  + " must be configured when a client "
                  + (hasCert ? "certificate" : "key")
                  + " is configured"));
    }
    if (!VERSIONS.contains(minVersion)) {
      problems.add(new OptionProblem(path + ".min_version", "unknown TLS version: " + minVersion));
    }
    if (!VERSIONS.contains(maxVersion)) {
      problems.add(new OptionProblem(path + ".max_version", "unknown TLS version: " + maxVersion));
    }
    if (!minVersion.isEmpty() && !maxVersion.isEmpty() && minVersion.compareTo(maxVersion) > 0) {
      problems.add(
          new OptionProblem(
              path,
              "tls_config.max_version must be greater than or equal to tls_config.min_version"
                  + " if both are specified"));
    }
  }

  private static void exclusive(
      String text, String file, String path, String key, List<OptionProblem> problems) {
    if (!text.isEmpty() && !file.isEmpty()) {
      problems.add(
          new OptionProblem(
              path, "at most one of " + key + " and " + key + "_file must be configured"));
    }
  }

  /// Without the key.
  @Override
  public String toString() {
    return "TlsConfig[caFile=" + caFile + ", certFile=" + certFile + ", keyFile=" + keyFile + "]";
  }
}
