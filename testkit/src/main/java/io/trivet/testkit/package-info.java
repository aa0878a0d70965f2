/// What tests of the whole process share: starting and killing it, and talking HTTP to it.
///
///     HttpSender ── HTTP ──▶ ServerProcess (java -jar trivet.jar serve) ──▶ data, log
@NullMarked
package io.trivet.testkit;

import org.jspecify.annotations.NullMarked;
