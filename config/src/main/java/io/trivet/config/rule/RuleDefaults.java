package io.trivet.config.rule;

/// What groups get that do not say it themselves.
public record RuleDefaults(long intervalMs, long queryOffsetMs) {}
