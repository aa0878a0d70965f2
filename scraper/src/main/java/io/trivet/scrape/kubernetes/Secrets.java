package io.trivet.scrape.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what objects of a namespace refer to.
record Secrets(KubernetesClient client, String namespace) {

  /// The text of a reference `{name, key}` to a Secret.
  ///
  /// @throws IOException if there is no such key
  String secret(JsonNode reference) throws IOException {
    String name = reference.path("name").asText();
    try {
      Secret found = client.secrets().inNamespace(namespace).withName(name).get();
      String text = text(found == null ? null : found.getData(), "secret", reference);
      return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw new IOException("secret " + namespace + "/" + name + ": " + e.getMessage(), e);
    }
  }

  /// The text of a reference `{secret: {name, key}}` or `{configMap: {name, key}}`.
  ///
  /// @throws IOException if there is no such key
  String secretOrConfigMap(JsonNode reference) throws IOException {
    if (reference.hasNonNull("secret")) {
      return secret(reference.path("secret"));
    }
    JsonNode selector = reference.path("configMap");
    String name = selector.path("name").asText();
    try {
      ConfigMap found = client.configMaps().inNamespace(namespace).withName(name).get();
      return text(found == null ? null : found.getData(), "config map", selector);
    } catch (KubernetesClientException e) {
      throw new IOException("config map " + namespace + "/" + name + ": " + e.getMessage(), e);
    }
  }

  private String text(@Nullable Map<String, String> data, String kind, JsonNode reference)
      throws IOException {
    String key = reference.path("key").asText();
    String text = data == null ? null : data.get(key);
    if (text == null) {
      throw new IOException(
          kind + " " + namespace + "/" + reference.path("name").asText() + " has no key " + key);
    }
    return text;
  }
}
