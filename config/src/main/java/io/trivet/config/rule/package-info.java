/// Rule files in the format of Prometheus, read and checked like the configuration itself: every
/// mistake with its place. [io.trivet.config.rule.RuleFiles] reads the files that `rule_files`
/// names and gives the groups of the rule engine.
@NullMarked
package io.trivet.config.rule;

import org.jspecify.annotations.NullMarked;
