package io.trivet.scrape.relabel;

import com.google.re2j.Matcher;
import io.trivet.core.label.Expansion;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.core.label.Regex;
import io.trivet.scrape.config.RelabelConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// An ordered list of relabelling rules, compiled. Immutable, safe for use from any thread.
public final class Relabelling {
  private enum Action {
    REPLACE,
    KEEP,
    DROP,
    KEEPEQUAL,
    DROPEQUAL,
    HASHMOD,
    LABELMAP,
    LABELDROP,
    LABELKEEP,
    LOWERCASE,
    UPPERCASE
  }

  private record Rule(
      Action action,
      List<String> sources,
      String separator,
      Regex regex,
      long modulus,
      Expansion target,
      String targetLabel,
      Expansion replacement) {}

  /// What one rule made of a label set.
  ///
  /// @param labels after the rule; empty if the rule, or one before it, drops the set
  /// @param kept whether the set goes on to the next rule
  public record Step(RelabelConfig rule, Labels labels, boolean kept) {}

  /// No rules.
  public static final Relabelling NONE = of(List.of(), false);

  private final List<RelabelConfig> configs;
  private final List<Rule> rules;
  private final boolean legacyNames;

  private Relabelling(List<RelabelConfig> configs, List<Rule> rules, boolean legacyNames) {
    this.configs = configs;
    this.rules = rules;
    this.legacyNames = legacyNames;
  }

  /// Compiles rules which were validated.
  ///
  /// @param legacyNames whether a rule may make only plain label names
  /// @throws io.trivet.core.label.RegexException if an expression is not valid
  public static Relabelling of(List<RelabelConfig> configs, boolean legacyNames) {
    List<Rule> rules = new ArrayList<>();
    for (RelabelConfig config : configs) {
      rules.add(
          new Rule(
              Action.valueOf(config.action().toUpperCase(Locale.ROOT)),
              config.sourceLabels(),
              config.separator(),
              Regex.anchored(config.regex()),
              config.modulus(),
              new Expansion(config.targetLabel()),
              config.targetLabel(),
              new Expansion(config.replacement())));
    }
    return new Relabelling(List.copyOf(configs), rules, legacyNames);
  }

  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /// Applies the rules in order; the first that drops ends it.
  ///
  /// @return whether the labels are kept
  public boolean apply(LabelsBuilder labels) {
    for (Rule rule : rules) {
      if (!apply(rule, labels)) {
        return false;
      }
    }
    return true;
  }

  /// What each rule makes of the labels; those after one that drops them have nothing to go by.
  public List<Step> steps(Labels labels) {
    List<Step> steps = new ArrayList<>();
    LabelsBuilder builder = new LabelsBuilder(labels);
    boolean kept = true;
    for (int i = 0; i < rules.size(); i++) {
      kept = kept && apply(rules.get(i), builder);
      steps.add(new Step(configs.get(i), kept ? builder.build() : Labels.EMPTY, kept));
    }
    return steps;
  }

  private boolean apply(Rule rule, LabelsBuilder labels) {
    return switch (rule.action) {
      case KEEP -> rule.regex.matches(joined(rule, labels));
      case DROP -> !rule.regex.matches(joined(rule, labels));
      case KEEPEQUAL -> joined(rule, labels).equals(labels.get(rule.targetLabel));
      case DROPEQUAL -> !joined(rule, labels).equals(labels.get(rule.targetLabel));
      case REPLACE -> {
        replace(rule, labels);
        yield true;
      }
      case HASHMOD -> {
        labels.set(rule.targetLabel, hashModulo(joined(rule, labels), rule.modulus));
        yield true;
      }
      case LOWERCASE -> cased(rule, labels, text -> text.toLowerCase(Locale.ROOT));
      case UPPERCASE -> cased(rule, labels, text -> text.toUpperCase(Locale.ROOT));
      case LABELMAP -> {
        labels.build().forEach((name, value) -> map(rule, name, value, labels));
        yield true;
      }
      case LABELDROP -> {
        labels.reset(labels.build().filter(name -> !rule.regex.matches(name)));
        yield true;
      }
      case LABELKEEP -> {
        labels.reset(labels.build().filter(rule.regex::matches));
        yield true;
      }
    };
  }

  private static boolean cased(Rule rule, LabelsBuilder labels, UnaryOperator<String> change) {
    labels.set(rule.targetLabel, change.apply(joined(rule, labels)));
    return true;
  }

  private static String joined(Rule rule, LabelsBuilder labels) {
    if (rule.sources.size() == 1) {
      return labels.get(rule.sources.getFirst());
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < rule.sources.size(); i++) {
      out.append(i == 0 ? "" : rule.separator).append(labels.get(rule.sources.get(i)));
    }
    return out.toString();
  }

  private void replace(Rule rule, LabelsBuilder labels) {
    String value = joined(rule, labels);
    if (!rule.regex.matches(value)) {
      return;
    }
    Matcher match = rule.regex.matcher(value);
    if (!match.matches()) {
      return;
    }
    String target = rule.target.expand(match);
    String replacement = rule.replacement.expand(match);
    // Beyond the bound there is no label to name or to set.
    if (target != null && replacement != null && isName(target)) {
      labels.set(target, replacement);
    }
  }

  private static void map(Rule rule, String name, String value, LabelsBuilder labels) {
    Matcher match = rule.regex.matcher(name);
    if (match.matches()) {
      String mapped = rule.replacement.expand(match);
      if (mapped != null && !mapped.isEmpty()) {
        labels.set(mapped, value);
      }
    }
  }

  private boolean isName(String name) {
    return legacyNames ? Labels.isPlainName(name) : !name.isEmpty();
  }

  /// The last eight bytes of the MD5 sum, as an unsigned number, modulo something.
  private static String hashModulo(String text, long modulus) {
    try {
      byte[] sum = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return Long.toUnsignedString(
          Long.remainderUnsigned(ByteBuffer.wrap(sum).getLong(8), modulus));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
