package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.appliance.api.prometheus.Notifications.Notification;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// `notifications`, and `notifications/live` as server-sent events.
public final class NotificationEndpoints {
  /// After such a silence a comment is sent, which finds out clients that have gone.
  private static final long SILENCE_MS = 15_000;

  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  private final Notifications notifications;

  public NotificationEndpoints(Notifications notifications) {
    this.notifications = notifications;
  }

  public void routes(Router.Builder router) {
    router.errors(ApiAnswer.ERRORS);
    router.get("/api/v1/notifications", request -> ApiAnswer.data(this::all));
    router.get("/api/v1/notifications/live", this::live);
  }

  private void all(JsonOutput json) {
    json.beginArray();
    notifications.active().forEach(one -> write(json, one));
    json.endArray();
  }

  private static void write(JsonOutput json, Notification one) {
    json.beginObject().field("text", one.text()).field("date", one.date().toString());
    json.name("active").bool(one.active()).endObject();
  }

  private Answer live(Request request) {
    Notifications.Subscription subscription = notifications.subscribe();
    if (subscription == null) {
      return Answer.empty(204);
    }
    return Answer.streamed(
            "text/event-stream",
            out -> {
              try (subscription) {
                send(subscription, out);
              }
            })
        .with("Cache-Control", "no-cache");
  }

  private static void send(Notifications.Subscription subscription, OutputStream out)
      throws IOException {
    out.write(COMMENT);
    out.flush();
    try {
      while (true) {
        Notification event = subscription.next(SILENCE_MS);
        if (event == null) {
          out.write(COMMENT);
        } else if (!event.equals(Notifications.END)) {
          JsonOutput json = new JsonOutput();
          write(json, event);
          out.write("data: ".getBytes(StandardCharsets.UTF_8));
          out.write(json.finish().toArray());
          out.write("\n\n".getBytes(StandardCharsets.UTF_8));
        } else {
          return;
        }
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
