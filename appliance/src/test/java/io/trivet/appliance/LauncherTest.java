package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `./trivet`, with a JDK that only tells how it was called.
class LauncherTest {
  private static final Path SCRIPT = Path.of("..", "trivet").toAbsolutePath().normalize();

  @TempDir private Path directory;

  private record Outcome(int status, String output, String errors) {}

  @BeforeEach
  void needs_bash() {
    assumeThat(Path.of("/bin/bash")).as("the launcher is a script for bash").exists();
  }

  private Path jdk(String name, String version, String java) throws IOException {
    Path home = directory.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path program = home.resolve("bin/java");
    Files.writeString(program, "#!/bin/bash\n" + java + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return home;
  }

  private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    Path jar = directory.resolve("trivet.jar");
    Files.writeString(jar, "not a real one");
    List<String> command = new ArrayList<>(List.of("/bin/bash", SCRIPT.toString()));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    Path errors = directory.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TRIVET_"));
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("TRIVET_JAR", jar.toString());
    builder.environment().put("TRIVET_AOT", "off");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(
        process.exitValue(),
        Files.readString(output, StandardCharsets.UTF_8),
        Files.readString(errors, StandardCharsets.UTF_8));
  }

  @Test
  void starts_java_with_the_jar_and_the_arguments_as_they_are() throws Exception {
    Path home = jdk("new", "25.0.1", "printf '<%s>\\n' \"$@\"");
    Outcome outcome =
        run(
            Map.of("TRIVET_JAVA_HOME", home.toString()),
            "serve",
            "--set",
            "a.b=two words",
            "--data",
            "");
    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.output())
        .contains("<-XX:+UseCompactObjectHeaders>\n")
        .containsPattern("<-Xmx\\d+m>\n")
        .endsWith(
            "<-jar>\n<"
                + directory.resolve("trivet.jar")
                + ">\n<serve>\n<--set>\n<a.b=two words>\n<--data>\n<>\n");
  }

  @Test
  void own_options_of_the_user_come_last() throws Exception {
    Path home = jdk("new", "25", "printf '%s ' \"$@\"");
    Outcome outcome =
        run(
            Map.of("TRIVET_JAVA_HOME", home.toString(), "TRIVET_JVM_OPTS", "-Xmx9g -Dx=y"),
            "version");
    assertThat(outcome.output()).contains(" -Xmx9g -Dx=y -jar ").endsWith(" version ");
  }

  @Test
  void the_status_of_java_is_the_status_of_the_launcher() throws Exception {
    Path home = jdk("new", "26-ea", "exit 42");
    assertThat(run(Map.of("TRIVET_JAVA_HOME", home.toString())).status()).isEqualTo(42);
  }

  @Test
  void java_takes_the_place_of_the_launcher_so_that_signals_reach_it() throws Exception {
    Path home = jdk("new", "25", "kill -TERM $$; sleep 5; echo alive");
    Outcome outcome = run(Map.of("TRIVET_JAVA_HOME", home.toString()));
    assertThat(outcome.status()).isEqualTo(143);
    assertThat(outcome.output()).isEmpty();
  }

  @Test
  void an_old_jdk_that_was_named_is_refused_and_not_replaced_by_another() throws Exception {
    Path home = jdk("old", "17.0.9", "echo never");
    Outcome outcome = run(Map.of("TRIVET_JAVA_HOME", home.toString()));
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.errors())
        .isEqualTo("trivet: TRIVET_JAVA_HOME is " + home + ", which holds no JDK 25 or newer.\n");
    assertThat(outcome.output()).isEmpty();
  }

  @Test
  void an_old_java_home_is_passed_over_for_a_new_one_in_a_usual_folder() throws Exception {
    assumeThat(Path.of("/usr/libexec/java_home")).as("macOS asks this first").doesNotExist();
    Path old = jdk("old", "1.8.0_400", "echo old");
    Path home = directory.resolve("home");
    jdk("home/.sdkman/candidates/java/25-tem", "25", "echo from sdkman");
    Outcome outcome =
        run(
            Map.of(
                "JAVA_HOME", old.toString(),
                "HOME", home.toString(),
                "SDKMAN_DIR", home.resolve(".sdkman").toString(),
                "PATH", old.resolve("bin") + ":/usr/bin:/bin"));
    assertThat(outcome.output()).isEqualTo("from sdkman\n");
  }

  @Test
  void a_missing_jar_is_named() throws Exception {
    Path home = jdk("new", "25", "echo never");
    Outcome outcome =
        run(Map.of("TRIVET_JAVA_HOME", home.toString(), "TRIVET_JAR", "/nowhere/trivet.jar"));
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.errors()).isEqualTo("trivet: there is no /nowhere/trivet.jar\n");
  }
}
