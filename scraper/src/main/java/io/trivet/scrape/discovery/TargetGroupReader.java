package io.trivet.scrape.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads lists of target groups: `[{"targets": ["host:port"], "labels": {"name": "value"}}]`, as
/// JSON or YAML.
final class TargetGroupReader {
  private static final int LARGEST_YAML = 16 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private TargetGroupReader() {}

  /// @param more label of all targets, named first, then its value
  static List<TargetGroup> json(String text, String source, String more, String value)
      throws IOException {
    try {
      Object read = JSON.readValue(text, new TypeReference<Object>() {});
      return groups(read, source, more, value);
    } catch (JsonProcessingException e) {
      throw new IOException(source + ": no JSON list of target groups: " + e.getOriginalMessage());
    }
  }

  static List<TargetGroup> yaml(String text, String source, String more, String value)
      throws IOException {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source)
            .setCodePointLimit(LARGEST_YAML)
            .setMaxAliasesForCollections(50)
            .build();
    try {
      return groups(new Load(settings).loadFromString(text), source, more, value);
    } catch (YamlEngineException e) {
      throw new IOException(source + ": no YAML list of target groups: " + e.getMessage(), e);
    }
  }

  private static List<TargetGroup> groups(
      @Nullable Object read, String source, String more, String value) throws IOException {
    List<TargetGroup> groups = new ArrayList<>();
    if (read == null) {
      return groups;
    }
    if (!(read instanceof List<?> list)) {
      throw new IOException(source + ": a list of target groups was expected");
    }
    for (Object item : list) {
      if (!(item instanceof Map<?, ?> map)) {
        throw new IOException(source + ": a target group must be an object");
      }
      Labels shared = labels(map.get("labels"), source);
      List<Labels> targets = new ArrayList<>();
      for (String address : addresses(map.get("targets"), source)) {
        targets.add(new LabelsBuilder(shared).set(more, value).set("__address__", address).build());
      }
      groups.add(new TargetGroup(source + ":" + groups.size(), targets));
    }
    return groups;
  }

  private static Labels labels(@Nullable Object read, String source) throws IOException {
    LabelsBuilder labels = new LabelsBuilder();
    if (read == null) {
      return Labels.EMPTY;
    }
    if (!(read instanceof Map<?, ?> map)) {
      throw new IOException(source + ": labels must be an object");
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      labels.set(scalar(entry.getKey(), source), scalar(entry.getValue(), source));
    }
    return labels.build();
  }

  private static List<String> addresses(@Nullable Object read, String source) throws IOException {
    List<String> addresses = new ArrayList<>();
    if (read == null) {
      return addresses;
    }
    if (!(read instanceof List<?> list)) {
      throw new IOException(source + ": targets must be a list");
    }
    for (Object address : list) {
      addresses.add(scalar(address, source));
    }
    return addresses;
  }

  private static String scalar(@Nullable Object value, String source) throws IOException {
    if (value == null || value instanceof Map<?, ?> || value instanceof List<?>) {
      throw new IOException(source + ": a text was expected, found " + value);
    }
    return value.toString();
  }
}
