/// What travels with one query: [QueryContext] carries deadline, cancellation, limits, statistics
/// and annotations from the API adapter down to the innermost loop of a store.
@NullMarked
package io.trivet.core.query;

import org.jspecify.annotations.NullMarked;
