/// Which series or streams satisfy a set of matchers.
///
/// * [LabelIndex]: in memory, for heads; visible at once. Dictionary of texts, one posting list per
///   label, and the labels of each id as numbers.
/// * [CatalogueWriter] and [Catalogue]: on disk, for sealed blocks, a Lucene index of one segment.
///   Format version 1: document number = ordinal of the series; field `l`, indexed without
///   frequencies and as sorted set doc values: terms `name \0 value`, UTF-8. A file `catalogue.v1`
///   marks a complete one.
@NullMarked
package io.trivet.core.index;

import org.jspecify.annotations.NullMarked;
