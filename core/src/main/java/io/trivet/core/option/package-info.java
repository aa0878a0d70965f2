/// How a module declares its options: a record whose components carry [Default] and [Describe]. The
/// `config` module binds YAML and environment variables onto such records; nothing else knows keys.
///
/// A component named `maxSamples` is the key `max_samples`. Component types: `int`, `long`,
/// `double`, `boolean`, `String`, enums (keys in lower case), `java.time.Duration` (`1h30m`),
/// [ByteSize] (`64MiB`), `List`, `Map<String, ...>`, nested option records, and records marked
/// nullable. The keys of a record that carries [Inline] stand directly in the section around it.
@NullMarked
package io.trivet.core.option;

import org.jspecify.annotations.NullMarked;
