package io.trivet.scrape;

import io.trivet.core.label.Labels;

/// A discovered target that relabelling dropped.
public record DroppedTarget(String pool, Labels discoveredLabels) {}
