/// The templates of `line_format` and `label_format`: the language of `core.template` with the
/// functions Loki offers. Start with [io.trivet.logs.logql.template.LogTemplate].
@NullMarked
package io.trivet.logs.logql.template;

import org.jspecify.annotations.NullMarked;
