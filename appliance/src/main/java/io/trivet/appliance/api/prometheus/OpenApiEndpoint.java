package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.Endpoint;
import io.trivet.appliance.api.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Describes the API to programs: `openapi.yaml`, in OpenAPI 3.1 or 3.2 as `openapi_version` says,
/// 3.1 unless it says 3.2. The description uses nothing that the two do not share.
public final class OpenApiEndpoint implements Endpoint {
  private static final String TYPE = "application/yaml; charset=utf-8";

  private final byte[] older;
  private final byte[] newer;

  public OpenApiEndpoint() {
    String text = text();
    older = text.getBytes(StandardCharsets.UTF_8);
    newer =
        text.replaceFirst("openapi: 3[.]1[.]0", "openapi: 3.2.0").getBytes(StandardCharsets.UTF_8);
  }

  private static String text() {
    try (InputStream in = OpenApiEndpoint.class.getResourceAsStream("openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("openapi.yaml is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Answer handle(Request request) {
    String version = request.parameters().get("openapi_version");
    return Answer.of(200, TYPE, version.equals("3.2") ? newer : older);
  }
}
