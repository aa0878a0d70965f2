package io.trivet.config.option;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.util.List;

/// How OTLP metrics become series; section `otlp` of a Prometheus configuration file.
public record OtlpOptions(
    @Describe(value = "Resource attributes that become labels.", reloadable = true)
        List<String> promoteResourceAttributes,
    @Describe(value = "Whether every resource attribute becomes a label.", reloadable = true)
        @Default("false")
        boolean promoteAllResourceAttributes,
    @Describe(
            value = "Resource attributes left out with `promote_all_resource_attributes`.",
            reloadable = true)
        List<String> ignoreResourceAttributes,
    @Describe(
            value =
                "How names are translated: `UnderscoreEscapingWithSuffixes`,"
                    + " `UnderscoreEscapingWithoutSuffixes`, `NoUTF8EscapingWithSuffixes` or"
                    + " `NoTranslation`.",
            reloadable = true)
        @Default("UnderscoreEscapingWithSuffixes")
        TranslationStrategy translationStrategy,
    @Describe(
            value = "Whether service.name, .namespace and .instance.id stay on `target_info`.",
            reloadable = true)
        @Default("false")
        boolean keepIdentifyingResourceAttributes,
    @Describe(
            value = "Whether classic histograms become native ones with custom buckets.",
            reloadable = true)
        @Default("false")
        boolean convertHistogramsToNhcb,
    @Describe(value = "Whether name and version of the scope become labels.", reloadable = true)
        @Default("false")
        boolean promoteScopeMetadata,
    @Describe(
            value = "Whether a label that begins with `_` gets the prefix `key_`.",
            reloadable = true)
        @Default("true")
        boolean labelNameUnderscoreSanitization,
    @Describe(
            value = "Whether several underscores in a label name stay as they are.",
            reloadable = true)
        @Default("true")
        boolean labelNamePreserveMultipleUnderscores) {

  public OtlpOptions {
    promoteResourceAttributes = List.copyOf(promoteResourceAttributes);
    ignoreResourceAttributes = List.copyOf(ignoreResourceAttributes);
    if (promoteAllResourceAttributes && !promoteResourceAttributes.isEmpty()) {
      throw new IllegalArgumentException(
          "`promote_resource_attributes` must be empty with `promote_all_resource_attributes`");
    }
    if (!promoteAllResourceAttributes && !ignoreResourceAttributes.isEmpty()) {
      throw new IllegalArgumentException(
          "`ignore_resource_attributes` needs `promote_all_resource_attributes: true`");
    }
  }

  /// Translations of names, spelled as in Prometheus.
  public enum TranslationStrategy {
    UNDERSCORE_ESCAPING_WITH_SUFFIXES("UnderscoreEscapingWithSuffixes"),
    UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES("UnderscoreEscapingWithoutSuffixes"),
    NO_UTF8_ESCAPING_WITH_SUFFIXES("NoUTF8EscapingWithSuffixes"),
    NO_TRANSLATION("NoTranslation");

    private final String key;

    TranslationStrategy(String key) {
      this.key = key;
    }

    @Override
    public String toString() {
      return key;
    }
  }
}
