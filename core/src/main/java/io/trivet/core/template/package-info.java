/// Templates in the language of Go's `text/template`, as the field uses them in formats of log
/// lines and in labels and annotations of alerts. Start with [io.trivet.core.template.GoTemplate].
///
/// ```text
/// text -> TemplateLexer -> TemplateParser -> TemplateNode -> TemplateRun -> text
///                                ^                               ^
///                        TemplateFunctions                 TemplateObject (the data)
/// ```
///
/// Values are `String`, `Long`, `Double`, `Boolean`, `Map`, `List`, `ZonedDateTime`,
/// [io.trivet.core.template.TemplateObject] and null. Output, loops and nesting are bounded.
@NullMarked
package io.trivet.core.template;

import org.jspecify.annotations.NullMarked;
