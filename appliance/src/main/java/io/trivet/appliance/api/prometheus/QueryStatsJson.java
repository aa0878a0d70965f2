package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.metrics.promql.SampleStatistics;
import java.util.List;

/// The `stats` of a query: how long it took, and how many samples it looked at. Times are of
/// [System#nanoTime].
///
/// @param asked when the query came
/// @param started when its turn came
/// @param finished when its result was there
record QueryStatsJson(
    SampleStatistics samples,
    boolean perStep,
    long asked,
    long started,
    long finished,
    long peakSamples) {
  void write(JsonOutput json) {
    json.beginObject().name("timings").beginObject();
    // Preparing and sorting are part of the evaluation here.
    json.name("evalTotalTime").number(seconds(finished - started));
    json.name("resultSortTime").number(0.0).name("queryPreparationTime").number(0.0);
    json.name("innerEvalTime").number(seconds(finished - started));
    json.name("execQueueTime").number(seconds(started - asked));
    json.name("execTotalTime").number(seconds(finished - asked)).endObject();
    json.name("samples").beginObject();
    if (perStep) {
      steps(json.name("totalQueryableSamplesPerStep"), samples.loadedPerStep());
    }
    json.field("totalQueryableSamples", samples.loaded());
    if (perStep) {
      steps(json.name("samplesReadPerStep"), samples.readPerStep());
    }
    json.field("samplesRead", samples.read());
    json.field("peakSamples", peakSamples).endObject().endObject();
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  private static void steps(JsonOutput json, List<SampleStatistics.StepCount> counts) {
    json.beginArray();
    for (SampleStatistics.StepCount count : counts) {
      json.beginArray().number(count.timeMs() / 1000.0).number(count.samples()).endArray();
    }
    json.endArray();
  }
}
