package io.trivet.core.rule;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/// What rules need from outside.
///
/// @param timer starts evaluations at their times
/// @param blocking runs evaluations, each on a thread of its own
/// @param concurrentEvaluations most rules that are evaluated beside others of their groups, over
///   all groups; 0 to evaluate the rules of a group in turn
public record RuleEnvironment(
    RuleLanguage language,
    RuleStorage storage,
    AlertSink alerts,
    ScheduledExecutorService timer,
    Executor blocking,
    InstantSource clock,
    int concurrentEvaluations) {}
