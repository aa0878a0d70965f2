package io.trivet.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTemplateTest {
  private static final RuleLanguage LANGUAGE =
      (group, expression, time) ->
          switch (expression) {
            case "two" ->
                List.of(
                    RuleSample.of(Labels.of("x", "b", "__value__", "shown"), 2),
                    RuleSample.of(Labels.of("x", "a"), 1));
            case "none" -> List.of();
            default -> throw new TrivetException(ErrorKind.BAD_DATA, "1:5: no such thing");
          };

  private static String expand(String text, double value) {
    RuleSettings settings =
        new RuleSettings(
            Labels.of("replica", "r1"), "http://trivet.example.org:9090/prom", 0, 0, 0);
    RuleSample sample = RuleSample.of(Labels.of("host", "db1.example.org:9100", "n", "a b"), value);
    return RuleTemplate.of("t", text)
        .expand(
            new AlertData(
                sample, settings, 1_600_000_000_500L, LANGUAGE, new RuleGroup.Key("f", "g")));
  }

  private static String expand(String text) {
    return expand(text, 3);
  }

  @Test
  void variables_and_fields() {
    assertThat(
            expand(
                "{{ $labels.host }}|{{ .Labels.n }}|{{ $labels.missing }}|{{ $value }}|{{ .Value"
                    + " }}"))
        .isEqualTo("db1.example.org:9100|a b||3|3");
    assertThat(expand("{{ $externalLabels.replica }} {{ $externalURL }} {{ .ExternalURL }}"))
        .isEqualTo("r1 http://trivet.example.org:9090/prom http://trivet.example.org:9090/prom");
    assertThat(expand("{{ $labels }} {{ index $labels \"none\" }}{{ len $labels }}"))
        .isEqualTo("map[host:db1.example.org:9100 n:a b] 2");
    assertThat(expand("plain")).isEqualTo("plain");
  }

  @Test
  void queries() {
    assertThat(expand("{{ with query \"two\" }}{{ . | first | value }}{{ end }}")).isEqualTo("2");
    assertThat(
            expand(
                "{{ range query \"two\" | sortByLabel \"x\" }}{{ .Labels.x }}={{ .Value }};{{ end"
                    + " }}"))
        .isEqualTo("a=1;b=2;");
    assertThat(expand("{{ query \"two\" | first | label \"x\" }}")).isEqualTo("b");
    assertThat(expand("{{ query \"two\" | first | strvalue }}")).isEqualTo("shown");
    assertThat(expand("{{ query \"none\" }}")).isEqualTo("[]");
    assertThat(expand("{{ if query \"none\" }}some{{ else }}none{{ end }}")).isEqualTo("none");
  }

  @Test
  void control_structures_and_printing() {
    assertThat(expand("{{ if gt $value 2.0 }}big{{ else if eq 1 1 }}x{{ else }}small{{ end }}"))
        .isEqualTo("big");
    assertThat(expand("{{ range $i, $e := (args 1 \"b\") }}{{ $i }}={{ $e }} {{ end }}"))
        .isEqualTo("arg0=1 arg1=b ");
    assertThat(expand("{{ define \"t\" }}[{{ . }}]{{ end }}{{ template \"t\" 1 }}"))
        .isEqualTo("[1]");
    assertThat(expand("{{- /* nothing */ -}} x")).isEqualTo("x");
    assertThat(expand("{{ printf \"%v %g %d %.2f\" $value $value 5 $value }}"))
        .isEqualTo("3 3 5 3.00");
    assertThat(expand("{{ $value }}", 1_000_000)).isEqualTo("1e+06");
  }

  @ParameterizedTest
  @CsvSource({
    "humanize 1234567.0, 1.235M",
    "humanize 0.0, 0",
    "humanize -1234.0, -1.234k",
    "humanize 0.000123, 123u",
    "humanize 1e30, 1e+06Y",
    "humanize1024 1048576.0, 1Mi",
    "humanize1024 0.5, 0.5",
    "humanizeDuration 0, 0s",
    "humanizeDuration 59.5, 59.5s",
    "humanizeDuration 61, 1m 1s",
    "humanizeDuration 90061, 1d 1h 1m 1s",
    "humanizeDuration -3600, -1h 0m 0s",
    "humanizeDuration 0.00045, 450us",
    "humanizePercentage 0.1234567, 12.35%",
    "humanizeTimestamp 1600000000.5, 2020-09-13 12:26:40.5 +0000 UTC",
    "toTime 1600000000, 2020-09-13 12:26:40 +0000 UTC",
    "toDuration 90, 1m30s",
    "humanizeDuration (toDuration 90), 1m 30s",
    "now, 1.6000000005e+09",
    "parseDuration `1h30m`, 5400",
    "parseDuration `-1m`, -60",
    "title `hello big-world`, Hello Big-World",
    "toUpper `aB`, AB",
    "toLower `aB`, ab",
    "match `W.r` `hello World`, true",
    "reReplaceAll `(o+)` `<$1>` `foo`, f<oo>",
    "safeHtml `<b>`, <b>",
    "stripPort `host:80`, host",
    "stripPort `[::1]:80`, ::1",
    "stripPort `host`, host",
    "stripDomain `a.b.c:80`, a:80",
    "stripDomain `a.b.c`, a",
    "stripDomain `10.1.2.3:80`, 10.1.2.3:80",
    "graphLink `up > 0`, /graph?g0.expr=up+%3E+0&g0.tab=0",
    "tableLink `up`, /graph?g0.expr=up&g0.tab=1",
    "urlQueryEscape `a b&c`, a+b%26c",
    "pathPrefix, /prom",
    "externalURL, http://trivet.example.org:9090/prom",
  })
  void functions(String call, String expected) {
    assertThat(expand("{{ " + call + " }}")).isEqualTo(expected);
  }

  @Test
  void words_begin_as_word_boundaries_of_unicode_have_it() {
    assertThat(expand("{{ title \"host.example.com:9090 it's a_b a/b c-d x..y 5m fooBAR\" }}"))
        .isEqualTo("Host.example.com:9090 It's A_b A/B C-D X..Y 5M FooBAR");
    assertThat(expand("{{ title \"http://ext.example/pre/fix a,b 1.5e3\" }}"))
        .isEqualTo("Http://Ext.example/Pre/Fix A,B 1.5E3");
  }

  @Test
  void durations_have_their_methods() {
    assertThat(
            expand(
                "{{ with toDuration 5400.5 }}{{ .Hours }} {{ .Minutes }} {{ .Seconds }}"
                    + " {{ .Milliseconds }} {{ .Nanoseconds }} {{ .String }}{{ end }}"))
        .isEqualTo("1.500138888888889 90.00833333333334 5400.5 5400500 5400500000000 1h30m0.5s");
    assertThat(expand("{{ (toDuration 1).Nope }}")).contains("can't evaluate field Nope");
  }

  @Test
  void failures_are_told_as_prometheus_tells_them() {
    assertThat(expand("{{ parseDuration \"5x\" }}"))
        .endsWith("error calling parseDuration: unknown unit \"x\" in duration \"5x\">");
    assertThat(expand("{{ parseDuration \"\" }}")).endsWith(": empty duration string>");
    assertThat(expand("{{ index (query \"none\") 0 }}"))
        .endsWith("error calling index: reflect: slice index out of range>");
    assertThat(expand("{{ index $labels 1.5 }}"))
        .endsWith("error calling index: value has type float64; should be string>");
    assertThat(expand("{{ slice \"abc\" 0 1 2 }}"))
        .endsWith("error calling slice: cannot 3-index slice a string>");
    assertThat(expand("{{ range $i, $e := 3 }}{{ end }}"))
        .endsWith("at <3>: can't use 3 to iterate over more than one variable>");
    assertThat(expand("{{ range 1e3 }}{{ end }}"))
        .endsWith("at <1e3>: range can't iterate over 1000>");
    assertThat(expand("{{ define \"u\" }}{{ .x }}{{ end }}{{ template \"u\" \"text\" }}"))
        .contains(": executing \"u\" at <.x>: ");
  }

  @Test
  void control_characters_of_scripts_have_their_numbers() {
    assertThat(expand("{{ js \"a\\tb\\n\" }}")).isEqualTo("a\\u0009b\\u000A");
  }

  @Test
  void what_prometheus_refuses_is_no_template() {
    assertThat(RuleTemplate.of("t", "{{ tmpl \"u\" . }}").problem())
        .contains("function \"tmpl\" not defined");
    assertThat(RuleTemplate.of("t", "{{ if true }}{{ define \"u\" }}{{ end }}{{ end }}").problem())
        .contains("unexpected <define> in command");
    assertThat(RuleTemplate.of("t", "{{ $labels.0 }}").problem())
        .contains("unexpected \".0\" in operand");
  }

  @Test
  void a_failure_becomes_the_text() {
    assertThat(expand("{{ first (query \"none\") }}"))
        .startsWith("<error expanding template: error executing template t: template: t:1:")
        .endsWith("error calling first: first() called on vector with no elements>");
    assertThat(expand("{{ query \"sum(\" }}")).contains("error calling query: 1:5: no such thing");
    assertThat(expand("{{ humanize \"text\" }}"))
        .contains("strconv.ParseFloat: parsing \"text\": invalid syntax");
    assertThat(expand("{{ .Nothing }}")).contains("can't evaluate field Nothing");
    assertThat(RuleTemplate.of("t", "{{ nope }}").problem())
        .contains("function \"nope\" not defined");
    assertThat(RuleTemplate.of("t", "{{ $labels.x }}").problem()).isEmpty();
  }

  @Test
  void templates_cannot_run_away() {
    assertThat(expand("{{ define \"t\" }}{{ template \"t\" . }}{{ end }}{{ template \"t\" 1 }}"))
        .contains("depth");
    assertThat(expand("{{ range 1000000 }}{{ query \"none\" }}{{ end }}")).contains("steps");
    assertThat(
            expand(
                "{{ $x := \"aaaaaaaaaa\" }}{{ range 60 }}{{ $x = printf \"%s%s\" $x $x }}{{ end"
                    + " }}"))
        .contains("larger than");
  }
}
