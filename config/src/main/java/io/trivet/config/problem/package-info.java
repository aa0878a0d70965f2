/// What is wrong with a configuration, and where: [Problem] is one finding with a [Position];
/// [Problems] collects all of them, so that an operator sees every mistake at once.
@NullMarked
package io.trivet.config.problem;

import org.jspecify.annotations.NullMarked;
