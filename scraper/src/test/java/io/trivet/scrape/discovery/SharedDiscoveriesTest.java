package io.trivet.scrape.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.Labels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SharedDiscoveriesTest {
  private static final TargetGroup GROUP =
      new TargetGroup("g", List.of(Labels.of("__address__", "h:1")));

  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger stopped = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final SharedDiscoveries shared = new SharedDiscoveries(() -> {}, failed::incrementAndGet);
  private Consumer<List<TargetGroup>> sink = found -> {};

  private Discovery make() {
    made.incrementAndGet();
    return new Discovery() {
      @Override
      public void start(Consumer<List<TargetGroup>> to) {
        sink = to;
      }

      @Override
      public void stop() {
        stopped.incrementAndGet();
      }
    };
  }

  @Test
  void equal_configurations_share_one_discovery_which_ends_with_the_last_of_them() {
    List<List<TargetGroup>> first = new ArrayList<>();
    List<List<TargetGroup>> second = new ArrayList<>();
    var one = shared.subscribe("c", this::make, first::add);
    sink.accept(List.of(GROUP));
    var two = shared.subscribe("c", this::make, second::add);
    assertThat(made).hasValue(1);
    assertThat(first).containsExactly(List.of(GROUP));
    assertThat(second).containsExactly(List.of(GROUP));
    one.close();
    one.close();
    assertThat(stopped).hasValue(0);
    sink.accept(List.of());
    assertThat(first).hasSize(1);
    assertThat(second).containsExactly(List.of(GROUP), List.of());
    two.close();
    assertThat(stopped).hasValue(1);
    shared.subscribe("c", this::make, first::add);
    assertThat(made).hasValue(2);
    assertThat(first).hasSize(1);
  }

  @Test
  void an_answer_with_too_many_targets_is_refused_and_the_one_before_stays() {
    List<List<TargetGroup>> told = new ArrayList<>();
    shared.subscribe("c", this::make, told::add);
    sink.accept(List.of(GROUP));
    sink.accept(
        List.of(
            new TargetGroup(
                "g",
                Collections.nCopies(
                    SharedDiscoveries.MOST_TARGETS + 1, Labels.of("__address__", "h:1")))));
    assertThat(told).containsExactly(List.of(GROUP));
    assertThat(failed).hasValue(1);
  }
}
