@NullMarked
package io.trivet.scrape;

import org.jspecify.annotations.NullMarked;
