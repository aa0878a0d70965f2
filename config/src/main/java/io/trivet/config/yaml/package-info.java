/// YAML as a tree in which every node knows where it was written.
///
/// ```
/// text -> snakeyaml-engine events -> YamlReader -> YamlNode (aliases resolved, keys unique)
/// ```
///
/// The reader bounds size, depth and the number of nodes after aliases are expanded, and turns
/// every fault of the text into a problem; it throws nothing.
@NullMarked
package io.trivet.config.yaml;

import org.jspecify.annotations.NullMarked;
