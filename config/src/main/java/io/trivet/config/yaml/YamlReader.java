package io.trivet.config.yaml;

import io.trivet.config.problem.Position;
import io.trivet.config.problem.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads one YAML 1.2 document. Merge keys (`<<: *base`) work as in YAML 1.1, because existing
/// Prometheus configurations use them.
public final class YamlReader {
  /// Longest text, in characters.
  public static final int MAX_LENGTH = 4 << 20;

  /// Deepest nesting of lists and mappings.
  public static final int MAX_DEPTH = 64;

  /// Nodes of a document, each use of an alias counted in full.
  public static final int MAX_NODES = 500_000;

  private final String source;
  private final Problems problems;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private Iterator<Event> events = List.<Event>of().iterator();
  private int nodes;

  private YamlReader(String source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /// What an anchor stands for, with its number of nodes.
  private record Anchored(YamlNode node, int nodes) {}

  /// Ends reading after a problem which leaves no way to go on.
  private static final class Unreadable extends RuntimeException {
    Unreadable() {
      super(null, null, false, false);
    }
  }

  /// The tree of a text; null when the text is empty or cannot be read (then with a problem). A
  /// tree is also given when problems were found that allow to go on, such as duplicate keys.
  ///
  /// @param source name of the text in positions
  public static @Nullable YamlNode read(String source, String text, Problems problems) {
    Position start = new Position(source, 1, 1);
    if (text.length() > MAX_LENGTH) {
      problems.error(
          start,
          "",
          "the text has " + text.length() + " characters, more than " + MAX_LENGTH,
          "split it, for example with scrape_config_files");
      return null;
    }
    YamlReader reader = new YamlReader(source, problems);
    try {
      return reader.document(text);
    } catch (Unreadable e) {
      return null;
    } catch (ReaderException e) {
      problems.error(
          reader.positionOf(text, e.getPosition()),
          "",
          "a character that YAML does not allow",
          "remove it, or write it as an escape in double quotes");
      return null;
    } catch (MarkedYamlEngineException e) {
      reader.syntaxError(e);
      return null;
    } catch (YamlEngineException e) {
      problems.error(start, "", "not YAML: " + e.getMessage(), null);
      return null;
    }
  }

  private @Nullable YamlNode document(String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(source).setCodePointLimit(MAX_LENGTH).build();
    events = new Parse(settings).parseString(text).iterator();
    YamlNode root = null;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment -> {}
        case Alias, Scalar, SequenceStart, SequenceEnd, MappingStart, MappingEnd -> {
          if (root != null) {
            problems.error(
                at(event), "---", "a second document", "keep everything in one document");
            throw new Unreadable();
          }
          root = node(event, 1);
        }
      }
    }
    return root;
  }

  private YamlNode node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      problems.error(
          at(event), "", "nested more than " + MAX_DEPTH + " levels deep", "flatten the document");
      throw new Unreadable();
    }
    if (event instanceof AliasEvent alias) {
      return resolve(alias);
    }
    int before = nodes;
    count(event, 1);
    return switch (event) {
      case ScalarEvent scalar ->
          anchored(
              scalar.getAnchor(),
              before,
              new YamlNode.Scalar(scalar.getValue(), scalar.isPlain(), at(event)));
      case SequenceStartEvent sequence ->
          anchored(sequence.getAnchor(), before, sequence(event, depth));
      case MappingStartEvent mapping ->
          anchored(mapping.getAnchor(), before, mapping(event, depth));
      default -> throw new IllegalStateException("unexpected " + event);
    };
  }

  private YamlNode anchored(Optional<Anchor> anchor, int before, YamlNode node) {
    anchor.ifPresent(name -> anchors.put(name, new Anchored(node, nodes - before)));
    return node;
  }

  private YamlNode resolve(AliasEvent alias) {
    String name = alias.getAlias().getValue();
    Anchored anchored = anchors.get(alias.getAlias());
    if (anchored == null) {
      problems.error(
          at(alias),
          "*" + name,
          "the alias \"*" + name + "\" has no finished anchor before it",
          "write \"&" + name + "\" at the value it stands for");
      throw new Unreadable();
    }
    count(alias, anchored.nodes());
    return anchored.node();
  }

  private void count(Event event, int more) {
    nodes += more;
    if (nodes > MAX_NODES) {
      problems.error(
          at(event),
          "",
          "more than " + MAX_NODES + " values, aliases expanded",
          "use fewer aliases");
      throw new Unreadable();
    }
  }

  private YamlNode.Sequence sequence(Event start, int depth) {
    List<YamlNode> items = new ArrayList<>();
    for (Event next = events.next();
        next.getEventId() != Event.ID.SequenceEnd;
        next = events.next()) {
      items.add(node(next, depth + 1));
    }
    return new YamlNode.Sequence(items, at(start));
  }

  private YamlNode.Mapping mapping(Event start, int depth) {
    Map<String, YamlNode.Entry> own = new LinkedHashMap<>();
    Map<String, YamlNode.Entry> merged = new LinkedHashMap<>();
    for (Event next = events.next();
        next.getEventId() != Event.ID.MappingEnd;
        next = events.next()) {
      Position keyAt = at(next);
      YamlNode key = node(next, depth + 1);
      YamlNode value = node(events.next(), depth + 1);
      if (!(key instanceof YamlNode.Scalar name)) {
        problems.error(keyAt, key.text(), "a key must be a plain name", null);
      } else if (name.plain() && name.text().equals("<<")) {
        merge(value, merged);
      } else {
        YamlNode.Entry first = own.get(name.text());
        if (first == null) {
          own.put(name.text(), new YamlNode.Entry(keyAt, value));
        } else {
          problems.error(
              keyAt,
              name.text(),
              "duplicate key \""
                  + name.text()
                  + "\", first on line "
                  + first.at().line()
                  + ", again on line "
                  + keyAt.line(),
              "keep one of them");
        }
      }
    }
    merged.forEach(own::putIfAbsent);
    return new YamlNode.Mapping(own, at(start));
  }

  private void merge(YamlNode value, Map<String, YamlNode.Entry> merged) {
    switch (value) {
      case YamlNode.Mapping mapping -> mapping.entries().forEach(merged::putIfAbsent);
      case YamlNode.Sequence sequence
          when sequence.items().stream().allMatch(YamlNode.Mapping.class::isInstance) ->
          sequence.items().forEach(item -> merge(item, merged));
      case YamlNode.Sequence _, YamlNode.Scalar _ ->
          problems.error(
              value.at(), value.text(), "\"<<\" takes a mapping or a list of mappings", null);
    }
  }

  private void syntaxError(MarkedYamlEngineException e) {
    Position at =
        e.getProblemMark().or(e::getContextMark).map(this::at).orElse(new Position(source, 1, 1));
    String problem = e.getProblem() == null ? "cannot be read" : e.getProblem();
    String context = e.getContext() == null ? "" : " " + e.getContext();
    problems.error(
        at,
        "",
        "not YAML: " + problem + context,
        problem.contains("TAB") ? "indent with spaces" : null);
  }

  private Position at(Event event) {
    return event.getStartMark().map(this::at).orElse(new Position(source, 1, 1));
  }

  private Position at(Mark mark) {
    return new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /// The position of the character with this index, counted in code points.
  private Position positionOf(String text, int index) {
    int line = 1;
    int column = 1;
    int offset = 0;
    for (int i = 0; i < index && offset < text.length(); i++) {
      int character = text.codePointAt(offset);
      offset += Character.charCount(character);
      if (character == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new Position(source, line, column);
  }
}
