package io.trivet.logs.logql.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogTemplateTest {
  private record Data(Map<String, String> labels) implements TemplateData {
    @Override
    public @Nullable String label(String name) {
      return labels.get(name);
    }

    @Override
    public String line() {
      return "the line";
    }

    @Override
    public long timestampNanos() {
      return 1_136_214_245_123_000_000L;
    }
  }

  private static final TemplateData DATA =
      new Data(Map.of("msg", "Hello", "n", "7", "csv", "a,b", "json", "{\"k\":[1,2]}"));

  private static String run(String template) {
    return LogTemplate.parse("line", template).execute(DATA);
  }

  @Test
  void fields_pipes_and_functions() {
    assertThat(run("{{.msg | ToUpper}} {{ .missing }}{{ printf \"%05.1f|%-4s|%q\" 2.25 .n .msg }}"))
        .isEqualTo("HELLO 002.2|7   |\"Hello\"");
    assertThat(run("{{ add 1 .n }} {{ divf 1 4 }} {{ 1000000.0 }} {{ __line__ | trunc 3 }}"))
        .isEqualTo("8 0.25 1e+06 the");
    assertThat(run("{{ __timestamp__ | date \"2006-01-02T15:04:05.000Z07:00\" }}"))
        .isEqualTo("2006-01-02T15:04:05.123Z");
  }

  @Test
  void control_structures() {
    assertThat(run("{{ if eq .n \"7\" }}seven{{ else if .x }}x{{ else }}none{{ end }}"))
        .isEqualTo("seven");
    assertThat(run("{{ range $i, $v := fromJson .json }}{{ $i }}={{ $v }};{{ end }}"))
        .isEqualTo("k=[1 2];");
    assertThat(run("a {{- with $x := .msg }} {{ $x }} {{ end -}} b")).isEqualTo("a Hello b");
    assertThat(run("{{ define \"t\" }}<{{ . }}>{{ end }}{{ template \"t\" .n }}")).isEqualTo("<7>");
  }

  @Test
  void errors_say_what_is_wrong() {
    assertThatThrownBy(() -> LogTemplate.parse("line", "{{ .x"))
        .hasMessageContaining("unclosed action");
    assertThatThrownBy(() -> LogTemplate.parse("line", "{{ nope .x }}"))
        .hasMessageContaining("function \"nope\" not defined");
    assertThatThrownBy(() -> LogTemplate.parse("line", "{{ if .x }}")).hasMessageContaining("EOF");
    assertThatThrownBy(() -> run("{{ duration \"1d\" }}"))
        .hasMessage(
            "template: line:1:3: executing \"line\" at <duration \"1d\">: error calling duration:"
                + " time: unknown unit \"d\" in duration \"1d\"");
  }

  @Test
  void templates_cannot_run_away() {
    assertThatThrownBy(() -> run("{{ repeat 1000000 \"ab\" }}")).hasMessageContaining("too long");
    assertThatThrownBy(() -> run("{{ range 1000000 }}x{{ end }}")).hasMessageContaining("steps");
    assertThatThrownBy(
            () -> run("{{ define \"t\" }}{{ template \"t\" }}{{ end }}{{ template \"t\" }}"))
        .hasMessageContaining("depth");
    assertThatThrownBy(() ->
            LogTemplate.parse("line", "{{" + "(".repeat(5000) + "1" + ")".repeat(5000) + "}}"))
        .hasMessageContaining("deep");
  }

  @Test
  void fields_tell_which_labels_are_read() {
    assertThat(LogTemplate.parse("line", "{{.a}} {{ upper .b }}").fields())
        .containsExactlyInAnyOrder("a", "b");
    assertThat(LogTemplate.parse("line", "{{ . }}").fields()).isNull();
  }
}
