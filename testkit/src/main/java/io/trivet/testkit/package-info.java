/// What tests share: starting and killing the whole process, talking HTTP to it, and the cases and
/// data beside the checkout ([SharedFolder]).
///
///     HttpSender ── HTTP ──▶ ServerProcess (java -jar trivet.jar serve) ──▶ data, log
@NullMarked
package io.trivet.testkit;

import org.jspecify.annotations.NullMarked;
