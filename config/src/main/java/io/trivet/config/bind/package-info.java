/// Binds a YAML tree onto option records by reflection over their components.
///
/// ```
/// environment, --set --> Overrides --+
///                                    v
/// YamlNode ---------------------> YamlNode --> Binder --> record, or Problems
///                                                ^
/// record class --> OptionRecord (keys, types, defaults) --> Reference (Markdown)
/// ```
///
/// Knows no section and no key of Trivet: what can be set is declared by the records alone.
@NullMarked
package io.trivet.config.bind;

import org.jspecify.annotations.NullMarked;
