/// The syntax tree of PromQL: [Expr] and what stands inside. Immutable; every node knows where in
/// the query text it stands.
@NullMarked
package io.trivet.metrics.promql.ast;

import org.jspecify.annotations.NullMarked;
