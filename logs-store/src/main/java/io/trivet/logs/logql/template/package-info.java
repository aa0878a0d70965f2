/// The templates of `line_format` and `label_format`: the language of Go's `text/template` with the
/// functions Loki offers. Start with [io.trivet.logs.logql.template.GoTemplate].
///
/// ```text
/// text -> TemplateLexer -> TemplateParser -> TemplateNode -> TemplateRun + Functions -> text
/// ```
///
/// Values are `String`, `Long`, `Double`, `Boolean`, `Map`, `List`, `ZonedDateTime` and null.
/// Output, loops and nesting are bounded.
@NullMarked
package io.trivet.logs.logql.template;

import org.jspecify.annotations.NullMarked;
