/// One YAML file, environment variables and `--set path=value` become [TrivetOptions]: what can be
/// set is declared by the option records of the modules, and everything about reading, checking and
/// reloading is here.
///
/// ```
/// file ----------> yaml.YamlReader --+
/// TRIVET_... ----> bind.Overrides ---+--> bind.Binder --> TrivetOptions --> checks
/// --query... ----> flag.PrometheusFlags +
/// --set ---------> bind.Overrides ---+         \________ problem.Problems ____/
///                                                          |
/// Configuration.load(ConfigurationSource) --> LoadedConfiguration(options, problems)
/// Reload.compare(old options, new options) --> what applies now, what needs a restart
/// ```
///
/// Entry class: [Configuration].
@NullMarked
package io.trivet.config;

import io.trivet.config.option.TrivetOptions;
import org.jspecify.annotations.NullMarked;
