package io.trivet.appliance.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.trivet.appliance.testing.GrpcSender;
import io.trivet.core.memory.MemoryBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Messages under way keep to the memory there is for them.
class GrpcMemoryTest {
  private static final int MIB = 1 << 20;

  private final MemoryBudget budget = new MemoryBudget(11 * MIB / 4);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
  private GrpcServer server;
  private GrpcSender sender;

  @BeforeEach
  void start() throws IOException {
    server =
        GrpcServer.start(
            "127.0.0.1",
            0,
            8 * MIB,
            budget,
            Duration.ofSeconds(5),
            List.of(
                new UnaryMethod("test", "Length", message -> number(message.length)),
                new UnaryMethod("slow", "Length", this::slow)));
    sender = new GrpcSender(server.port());
  }

  @AfterEach
  void stop() {
    mayEnd.countDown();
    sender.close();
    senders.shutdownNow();
    server.close();
  }

  private byte[] slow(byte[] message) throws IOException {
    entered.countDown();
    try {
      assertThat(mayEnd.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return number(message.length);
  }

  private static byte[] number(int length) {
    return Integer.toString(length).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private String length(byte[] message) {
    return new String(sender.call("test/Length", message), StandardCharsets.UTF_8);
  }

  private Status refusal(byte[] message, boolean compressed) {
    return catchThrowableOfType(
            StatusRuntimeException.class,
            () -> {
              if (compressed) {
                sender.callGzipped("test/Length", message);
              } else {
                sender.call("test/Length", message);
              }
            })
        .getStatus();
  }

  private void nothingIsHeld() {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> budget.held() == 0);
  }

  @Test
  void messages_come_as_they_were_sent() {
    for (int size : new int[] {0, 1, 4095, 4096, 4097, 200_000}) {
      byte[] message = noise(size);
      assertThat(length(message)).isEqualTo("" + size);
      assertThat(sender.callGzipped("test/Length", message)).isEqualTo(number(size));
    }
    nothingIsHeld();
  }

  @Test
  void a_message_beside_others_that_does_not_fit_in_is_refused_until_they_end() throws Exception {
    byte[] message = noise(MIB);
    Future<byte[]> first = senders.submit(() -> sender.call("slow/Length", message));
    assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(refusal(message, false).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    mayEnd.countDown();
    assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(number(MIB));
    nothingIsHeld();
    assertThat(length(message)).isEqualTo("" + MIB);
  }

  @Test
  void what_a_message_unpacks_to_counts() {
    byte[] zeros = new byte[6 * MIB];
    assertThat(refusal(zeros, true).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    nothingIsHeld();
    assertThat(length(new byte[MIB])).isEqualTo("" + MIB);
  }

  @Test
  void a_message_that_is_still_coming_counts() {
    assertThat(refusal(noise(6 * MIB), false).getCode())
        .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED);
    nothingIsHeld();
    assertThat(length(noise(MIB))).isEqualTo("" + MIB);
  }

  @Test
  void a_message_beyond_the_limit_is_refused_for_good() {
    assertThat(refusal(new byte[9 * MIB], true).getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refusal(noise(9 * MIB), false).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    nothingIsHeld();
  }
}
