/// Names of the labels that service discovery makes of foreign keys. Entry class [MetaLabels].
@NullMarked
package io.trivet.scrape.meta;

import org.jspecify.annotations.NullMarked;
