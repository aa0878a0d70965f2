package io.trivet.config.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.config.Configuration;
import io.trivet.config.ConfigurationSource;
import io.trivet.config.LoadedConfiguration;
import io.trivet.config.problem.Problem;
import io.trivet.config.problem.Problems;
import io.trivet.core.rule.Rule;
import io.trivet.core.rule.RuleGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFilesTest {
  private final Problems problems = new Problems();

  @TempDir Path folder;

  private List<RuleGroup> parse(String text) {
    return new RuleFiles(
            Path.of("").toAbsolutePath(),
            new RuleDefaults(60_000, 5_000),
            Configuration::canonicalPromql,
            problems)
        .parse("r.yml", text);
  }

  private List<String> errors(String text) {
    assertThat(parse(text)).isEmpty();
    return problems.all().stream().map(Problem::toString).toList();
  }

  @Test
  void groups_with_both_kinds_of_rules() {
    assertThat(
            parse(
                """
                groups:
                  - name: a
                    interval: 30s
                    limit: 5
                    labels: {team: red, severity: low}
                    rules:
                      - record: job:up:sum
                        expr: sum( up )by(job)
                      - alert: Down
                        expr: up == 0
                        for: 5m
                        keep_firing_for: 1m
                        labels: {severity: page}
                        annotations: {summary: "{{ $labels.job }}", empty: ""}
                  - name: b
                    query_offset: 0s
                """))
        .containsExactly(
            new RuleGroup(
                "r.yml",
                "a",
                30_000,
                5_000,
                5,
                List.of(
                    new Rule.Recording(
                        "job:up:sum",
                        "sum by (job) (up)",
                        Map.of("team", "red", "severity", "low")),
                    new Rule.Alerting(
                        "Down",
                        "up == 0",
                        300_000,
                        60_000,
                        Map.of("team", "red", "severity", "page"),
                        Map.of("summary", "{{ $labels.job }}", "empty", "")))),
            new RuleGroup("r.yml", "b", 60_000, 0, 0, List.of()));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void empty_labels_are_kept_and_a_limit_below_zero_is_none() {
    assertThat(
            parse(
                """
                groups:
                  - name: a
                    limit: -1
                    labels: {team: red}
                    rules:
                      - record: x
                        expr: up
                        labels: {team: "", job: ""}
                """))
        .containsExactly(
            new RuleGroup(
                "r.yml",
                "a",
                60_000,
                5_000,
                0,
                List.of(new Rule.Recording("x", "up", Map.of("team", "", "job", "")))));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void every_mistake_has_its_place() {
    assertThat(
            errors(
                """
                groups:
                  - name: a
                    rules:
                      - record: x
                        alert: y
                        expr: up
                      - expr: up
                      - record: "a{b}"
                        expr: up
                        for: 1m
                      - alert: A
                        expr: sum(
                        annotations:
                          summary: "{{ nope }}"
                      - alert: B
                  - name: a
                """))
        .containsExactly(
            "r.yml:4:9: error: groups[0].rules[0]: only one of 'record' and 'alert' must be set",
            "r.yml:7:9: error: groups[0].rules[1]: one of 'record' or 'alert' must be set",
            "r.yml:8:17: error: groups[0].rules[2].record: braces present in the recording rule"
                + " name; should it be in expr?: a{b}",
            "r.yml:10:14: error: groups[0].rules[2].for: invalid field 'for' in recording rule",
            "r.yml:12:15: error: groups[0].rules[3].expr: could not parse expression: 1:5: parse"
                + " error: unclosed left parenthesis",
            "r.yml:14:20: error: groups[0].rules[3].annotations.summary: could not parse template:"
                + " template: __alert_A:1: function \"nope\" not defined",
            "r.yml:15:9: error: groups[0].rules[4].expr: field 'expr' must be set in rule",
            "r.yml:16:11: error: groups[1].name: groupname: \"a\" is repeated in the same file");
  }

  @Test
  void unknown_keys_and_wrong_types_are_mistakes_too() {
    assertThat(errors("groups: [{name: a, intervall: 5, rules: [{record: x, expr: up, for: 5}]}]"))
        .hasSize(2)
        .anyMatch(text -> text.contains("unknown key \"intervall\""))
        .anyMatch(text -> text.contains("groups[0].rules[0].for must be a duration"));
  }

  @Test
  void rule_files_are_patterns_relative_to_the_configuration() throws IOException {
    Files.createDirectories(folder.resolve("rules/deep"));
    Files.writeString(folder.resolve("rules/a.yml"), "groups: [{name: a}]");
    Files.writeString(folder.resolve("rules/b.yml"), "groups: [{name: b}]");
    Files.writeString(folder.resolve("rules/c.txt"), "groups: [{name: c}]");
    Files.writeString(folder.resolve("rules/deep/a.yml"), "groups: [{name: d}]");
    Path file =
        Files.writeString(
            folder.resolve("t.yaml"),
            """
            global: {evaluation_interval: 7s}
            rule_files: [rules/*.yml, 'rules/d*/[a-c].yml', rules/a.yml, none.yml]
            """);
    LoadedConfiguration loaded =
        Configuration.load(new ConfigurationSource(file, Map.of(), List.of()));
    assertThat(loaded.ruleGroups())
        .extracting(group -> group.file() + " " + group.name() + " " + group.intervalMs())
        .containsExactly("rules/a.yml a 7000", "rules/b.yml b 7000", "rules/deep/a.yml d 7000");
    assertThat(loaded.notices())
        .extracting(Problem::message)
        .containsExactly("rule_files: \"none.yml\" matches no file");
  }

  @Test
  void a_bad_rule_file_makes_a_bad_configuration() throws IOException {
    Files.writeString(folder.resolve("r.yml"), "groups: [{name: ''}]");
    Path file = Files.writeString(folder.resolve("t.yaml"), "rule_files: [r.yml]\n");
    LoadedConfiguration loaded =
        Configuration.load(new ConfigurationSource(file, Map.of(), List.of()));
    assertThat(loaded.options()).isNull();
    assertThat(loaded.errors())
        .extracting(Problem::toString)
        .containsExactly("r.yml:1:17: error: groups[0].name: Groupname must not be empty");
  }
}
