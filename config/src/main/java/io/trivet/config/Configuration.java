package io.trivet.config;

import io.trivet.config.alerting.AlertingOptions;
import io.trivet.config.bind.Binder;
import io.trivet.config.bind.OptionPaths;
import io.trivet.config.bind.Overrides;
import io.trivet.config.bind.Reference;
import io.trivet.config.flag.PrometheusFlags;
import io.trivet.config.option.GlobalOptions;
import io.trivet.config.option.TrivetOptions;
import io.trivet.config.problem.Nearest;
import io.trivet.config.problem.Position;
import io.trivet.config.problem.Problems;
import io.trivet.config.rule.RuleDefaults;
import io.trivet.config.rule.RuleFiles;
import io.trivet.config.yaml.YamlNode;
import io.trivet.config.yaml.YamlReader;
import io.trivet.config.yaml.YamlWriter;
import io.trivet.core.rule.RuleGroup;
import io.trivet.metrics.promql.parser.PromqlParser;
import io.trivet.metrics.promql.parser.PromqlPrinter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads configurations.
public final class Configuration {
  private static final String PREFIX = "TRIVET_";

  /// Variables that begin like options and are read by the launcher, the tests or the command line.
  private static final Set<String> RESERVED =
      Set.of(
          "TRIVET_AOT",
          "TRIVET_CACHE",
          "TRIVET_CONFIG",
          "TRIVET_CONFORMANCE",
          "TRIVET_DATA",
          "TRIVET_JAR",
          "TRIVET_JAVA_HOME",
          "TRIVET_JVM_OPTS",
          "TRIVET_SHARED");

  private static final int MAX_BYTES = YamlReader.MAX_LENGTH * 4;

  private Configuration() {}

  /// The options of a source with every problem in them. Never throws on account of what it reads.
  public static LoadedConfiguration load(ConfigurationSource source) {
    Problems problems = new Problems();
    PrometheusFlags flags = PrometheusFlags.parse(source.flags(), problems);
    Path file = file(source, flags);
    Path here = Path.of("").toAbsolutePath();
    if (file == null) {
      return load("no file", "", here, source, flags, problems);
    }
    Path directory = file.toAbsolutePath().getParent();
    String name = file.getFileName() == null ? file.toString() : file.getFileName().toString();
    String text = read(file, name, problems);
    return load(
        name,
        text == null ? "" : text,
        directory == null ? here : directory,
        source,
        flags,
        problems);
  }

  /// The options of a text, without environment and settings.
  ///
  /// @param name of the text in positions
  public static LoadedConfiguration parse(String name, String text) {
    Problems problems = new Problems();
    return load(
        name,
        text,
        Path.of("").toAbsolutePath(),
        new ConfigurationSource(null, Map.of(), List.of()),
        PrometheusFlags.parse(List.of(), problems),
        problems);
  }

  /// The reference of all keys as Markdown tables.
  public static String reference() {
    return Reference.markdown(TrivetOptions.class);
  }

  private static LoadedConfiguration load(
      String name,
      String text,
      Path directory,
      ConfigurationSource source,
      PrometheusFlags flags,
      Problems problems) {
    YamlNode read = YamlReader.read(name, text, problems);
    YamlNode root = read;
    if (read == null || read.isNull()) {
      root = new YamlNode.Mapping(Map.of(), new Position(name, 1, 1));
    }
    if (root instanceof YamlNode.Mapping mapping) {
      root = overridden(mapping, source, flags, problems);
      root = ExternalLabels.expanded((YamlNode.Mapping) root, source.environment());
      root = ScrapeConfigFiles.merged((YamlNode.Mapping) root, directory, problems);
    }
    TrivetOptions options = new Binder(problems).bind(TrivetOptions.class, root, name);
    if (options != null && root instanceof YamlNode.Mapping mapping) {
      options =
          new Binder(problems).bind(TrivetOptions.class, SharedKeys.spread(mapping, options), name);
    }
    if (options != null && root != null) {
      new OptionChecks(options, root, name, problems).run();
    }
    List<RuleGroup> rules = options == null ? List.of() : rules(options, root, directory, problems);
    AlertingOptions alerting =
        options == null
            ? AlertingOptions.NONE
            : AlertingOptions.read(options.alerting(), options.global().scrape(), problems);
    boolean good = problems.errorCount() == 0;
    return new LoadedConfiguration(
        good ? options : null,
        good ? rules : List.of(),
        good ? alerting : AlertingOptions.NONE,
        problems.all(),
        directory,
        text);
  }

  private static List<RuleGroup> rules(
      TrivetOptions options, @Nullable YamlNode root, Path directory, Problems problems) {
    GlobalOptions global = options.global();
    RuleDefaults defaults =
        new RuleDefaults(
            global.evaluationInterval().toMillis(), global.ruleQueryOffset().toMillis());
    return new RuleFiles(directory, defaults, Configuration::canonicalPromql, problems)
        .matching(
            options.ruleFiles(), OptionPaths.positionOf(root, "rule_files", directory.toString()));
  }

  /// The file as YAML, without its secrets; "" without a file.
  public static String shown(LoadedConfiguration loaded) {
    YamlNode root = YamlReader.read("configuration", loaded.text(), new Problems());
    return root == null || root.isNull() ? "" : YamlWriter.write(root);
  }

  /// A scrape job of the file as YAML, without its secrets; only its name when it is not written.
  public static String scrapeJob(LoadedConfiguration loaded, String name) {
    YamlNode root = YamlReader.read("configuration", loaded.text(), new Problems());
    YamlNode jobs = root == null ? null : OptionPaths.get(root, "scrape_configs");
    if (jobs instanceof YamlNode.Sequence(List<YamlNode> items, var _)) {
      for (YamlNode job : items) {
        YamlNode written = OptionPaths.get(job, "job_name");
        if (written != null && written.text().equals(name)) {
          return YamlWriter.write(job);
        }
      }
    }
    return "job_name: " + name + "\n";
  }

  /// The text of a PromQL expression as the API shows it.
  ///
  /// @throws io.trivet.core.text.QueryParseException if it is not valid
  public static String canonicalPromql(String expression) {
    return PromqlPrinter.print(PromqlParser.parse(expression));
  }

  /// The file that is named, else the one of the flags, else the one that `TRIVET_CONFIG` names.
  public static @Nullable Path file(ConfigurationSource source, PrometheusFlags flags) {
    String flag = flags.configurationFile();
    String named = flag != null ? flag : source.environment().get("TRIVET_CONFIG");
    return source.file() != null || named == null || named.isEmpty()
        ? source.file()
        : Path.of(named);
  }

  private static YamlNode.Mapping overridden(
      YamlNode.Mapping document,
      ConfigurationSource source,
      PrometheusFlags flags,
      Problems problems) {
    Overrides overrides = new Overrides(TrivetOptions.class, problems);
    Map<String, String> environment = new HashMap<>(source.environment());
    String data = environment.get("TRIVET_DATA");
    if (data != null) {
      environment.putIfAbsent("TRIVET_STORAGE_DATA_DIR", data);
    }
    YamlNode.Mapping result = overrides.environment(document, environment, PREFIX, RESERVED);
    result = flags.over(result, problems);
    for (String setting : source.settings()) {
      result = overrides.pair(result, setting);
    }
    return result;
  }

  /// The text of a file, null after a problem.
  ///
  /// @param name of the file in positions
  static @Nullable String read(Path file, String name, Problems problems) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      problems.error(
          Position.of(file.toString()),
          file.toString(),
          Files.exists(file) ? "cannot be read: " + e.getMessage() : "there is no such file",
          neighbour(file));
      return null;
    }
    if (bytes.length > MAX_BYTES) {
      problems.error(
          new Position(name, 1, 1), "", "the file has more than " + MAX_BYTES + " bytes", null);
      return null;
    }
    return decode(bytes, name, problems);
  }

  private static @Nullable String decode(byte[] bytes, String name, Problems problems) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (!result.isError()) {
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
    int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
    int lineStart = text.lastIndexOf('\n') + 1;
    int column = text.codePointCount(lineStart, text.length()) + 1;
    problems.error(
        new Position(name, line, column), "", "a byte that is not UTF-8", "save the file as UTF-8");
    return null;
  }

  /// A file beside the missing one with almost its name.
  private static @Nullable String neighbour(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    Path name = file.getFileName();
    if (Files.exists(file) || directory == null || name == null) {
      return null;
    }
    try (var listing = Files.list(directory)) {
      List<String> names =
          listing.limit(1_000).map(path -> path.getFileName().toString()).sorted().toList();
      return Nearest.suggestion(name.toString(), names);
    } catch (IOException e) {
      return "the directory " + directory + " does not exist either";
    }
  }
}
