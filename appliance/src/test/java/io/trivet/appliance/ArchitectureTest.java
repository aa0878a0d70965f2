package io.trivet.appliance;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rules that keep the modules apart; every module is on the class path of this one.
class ArchitectureTest {
  private static final int MAX_LINES = 500;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.trivet");

  private static final String[] STORES = {
    "io.trivet.metrics..", "io.trivet.logs..", "io.trivet.traces.."
  };
  private static final String[] LANGUAGES = {
    "io.trivet.metrics.promql..", "io.trivet.logs.logql..", "io.trivet.traces.traceql.."
  };
  private static final String[] FOREIGN = {
    "io.helidon..", "io.grpc..", "com.google.protobuf..", "io.opentelemetry..", "jakarta.."
  };
  private static final Set<String> FILE_TYPES =
      Set.of(
          "java.nio.file.Files",
          "java.nio.channels.FileChannel",
          "java.nio.channels.AsynchronousFileChannel",
          "java.io.RandomAccessFile",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.FileReader",
          "java.io.FileWriter");

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  @Test
  void packages_have_no_cycles() {
    check(slices().matching("io.trivet.(**)").should().beFreeOfCycles());
  }

  @Test
  void core_uses_only_the_jdk_and_its_few_libraries() {
    check(
        classes()
            .that()
            .resideInAPackage("io.trivet.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "io.trivet.core..",
                "java..",
                "org.jspecify..",
                "org.slf4j..",
                "com.fasterxml.jackson..",
                "com.google.re2j..",
                "com.github.luben.zstd..",
                "com.github.benmanes.caffeine..",
                "org.apache.lucene..",
                "org.roaringbitmap.."));
  }

  @Test
  void modules_depend_on_each_other_in_one_direction() {
    only("io.trivet.metrics..", "io.trivet.core..");
    only("io.trivet.logs..", "io.trivet.core..");
    only("io.trivet.traces..", "io.trivet.core..");
    only("io.trivet.scrape..", "io.trivet.core..", "io.trivet.metrics..");
    only("io.trivet.correlation..", "io.trivet.core..", STORES[0], STORES[1], STORES[2]);
    only(
        "io.trivet.config..",
        "io.trivet.core..",
        STORES[0],
        STORES[1],
        STORES[2],
        "io.trivet.scrape..",
        "io.trivet.correlation..");
  }

  private static void only(String module, String... upstream) {
    List<String> allowed = new ArrayList<>(List.of(upstream));
    allowed.add(module);
    check(
        noClasses()
            .that()
            .resideInAPackage(module)
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.trivet..")
                    .and(
                        DescribedPredicate.not(
                            resideInAnyPackage(allowed.toArray(String[]::new))))));
  }

  @Test
  void server_and_protobuf_types_stay_in_the_appliance() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.trivet.appliance..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FOREIGN));
  }

  @Test
  void a_query_language_sees_only_the_facade_of_its_store() {
    language("metrics", "promql", "io.trivet.metrics.histogram..");
    language("logs", "logql");
    language("traces", "traceql");
  }

  private static void language(String store, String name, String... shared) {
    List<String> allowed = new ArrayList<>(List.of(shared));
    allowed.add("io.trivet." + store);
    allowed.add("io.trivet." + store + "." + name + "..");
    check(
        noClasses()
            .that()
            .resideInAPackage("io.trivet." + store + "." + name + "..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.trivet." + store + "..")
                    .and(
                        DescribedPredicate.not(
                            resideInAnyPackage(allowed.toArray(String[]::new))))));
  }

  @Test
  void a_store_does_not_know_its_query_language() {
    check(
        noClasses()
            .that(
                resideInAnyPackage(STORES)
                    .and(DescribedPredicate.not(resideInAnyPackage(LANGUAGES))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(LANGUAGES));
  }

  @Test
  void nodes_of_syntax_trees_are_records_enums_and_sealed_interfaces_over_core() {
    check(
        classes()
            .that()
            .resideInAPackage("io.trivet..ast..")
            .and()
            .arePublic()
            .and()
            .doNotHaveSimpleName("Printer")
            .should(beRecordEnumOrSealed())
            .andShould()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..", "org.jspecify..", "io.trivet.core..", "io.trivet..ast.."));
  }

  private static ArchCondition<JavaClass> beRecordEnumOrSealed() {
    return new ArchCondition<>("be a record, an enum or a sealed interface") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean sealed = type.isInterface() && type.reflect().isSealed();
        boolean compiled =
            type.isAnonymousClass()
                || type.getModifiers().contains(JavaModifier.SYNTHETIC)
                || type.getSimpleName().equals("package-info");
        if (!type.isRecord() && !type.isEnum() && !sealed && !compiled) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " is none of these"));
        }
      }
    };
  }

  @Test
  void adapters_of_protocols_do_not_know_each_other() {
    check(
        slices()
            .matching("io.trivet.appliance.api.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                alwaysTrue(),
                resideInAnyPackage(
                    "io.trivet.appliance.api.http..", "io.trivet.appliance.api.grpc..")));
  }

  @Test
  void only_the_root_of_the_appliance_makes_stores_and_engines() {
    DescribedPredicate<JavaAccess<?>> makesOne =
        DescribedPredicate.describe(
            "make a store or an engine",
            access ->
                (access.getName().equals("<init>") || access.getName().equals("open"))
                    && resideInAnyPackage(STORES)
                        .and(simpleNameEndingWith("Store").or(simpleNameEndingWith("Engine")))
                        .test(access.getTargetOwner()));
    check(
        noClasses()
            .that()
            .resideInAPackage("io.trivet.appliance..")
            .and()
            .resideOutsideOfPackage("io.trivet.appliance")
            .should()
            .accessTargetWhere(makesOne));
  }

  @Test
  void what_is_for_tests_is_used_by_tests() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("io.trivet..testing..", "io.trivet.testkit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.trivet..testing..", "io.trivet.testkit.."));
  }

  @Test
  void files_are_touched_by_the_disk_the_configuration_and_the_appliance() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.trivet.core.disk..",
                "io.trivet.config..",
                "io.trivet.appliance..",
                "io.trivet.testkit..")
            .should()
            .dependOnClassesThat(
                DescribedPredicate.describe(
                    "touch files", type -> FILE_TYPES.contains(type.getName()))));
  }

  @Test
  void threads_are_started_in_core_concurrent_and_the_appliance() {
    DescribedPredicate<JavaAccess<?>> startsThread =
        DescribedPredicate.describe(
            "start threads",
            access -> {
              String owner = access.getTargetOwner().getName();
              return switch (access.getName()) {
                case "<init>" ->
                    owner.equals("java.lang.Thread")
                        || owner.equals("java.util.Timer")
                        || owner.startsWith("java.util.concurrent.") && owner.endsWith("Pool")
                        || owner.endsWith("PoolExecutor");
                case "ofVirtual", "ofPlatform", "startVirtualThread" ->
                    owner.equals("java.lang.Thread");
                case "supplyAsync", "runAsync" ->
                    owner.equals("java.util.concurrent.CompletableFuture");
                default -> owner.equals("java.util.concurrent.Executors");
              };
            });
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.trivet.core.concurrent..", "io.trivet.appliance..", "io.trivet.testkit..")
            .should()
            .accessTargetWhere(startsThread));
  }

  @Test
  void the_clock_is_passed_in_below_the_appliance() {
    DescribedPredicate<JavaAccess<?>> readsClock =
        DescribedPredicate.describe(
            "read the clock of the machine",
            access -> {
              String owner = access.getTargetOwner().getName();
              return access.getName().equals("currentTimeMillis")
                  || access.getName().equals("now") && owner.startsWith("java.time.");
            });
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("io.trivet.appliance..", "io.trivet.testkit..")
            .should()
            .accessTargetWhere(readsClock));
  }

  @Test
  void nobody_sleeps() {
    check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
    check(noClasses().should().callMethod(Thread.class, "sleep", java.time.Duration.class));
  }

  @Test
  void a_public_type_is_used_from_another_package() {
    check(
        classes()
            .that()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .and(
                // The compiler copies constants into those who use them: class files show no use.
                DescribedPredicate.describe(
                    "hold more than constants",
                    type -> !type.getMethods().isEmpty() || type.getFields().isEmpty()))
            .and(
                DescribedPredicate.not(
                    resideInAnyPackage(
                        // Core is a library for all; facades and options are for those who embed
                        // a store, and for reflection.
                        "io.trivet.core..",
                        "io.trivet.config",
                        "io.trivet.metrics",
                        "io.trivet.logs",
                        "io.trivet.traces",
                        "io.trivet.scrape",
                        "io.trivet.scrape.config",
                        "io.trivet.correlation",
                        "io.trivet.config.option",
                        "io.trivet.appliance",
                        "io.trivet..testing..",
                        "io.trivet.testkit..")))
            .should(beUsedFromAnotherPackage()));
  }

  private static ArchCondition<JavaClass> beUsedFromAnotherPackage() {
    return new ArchCondition<>("be used from another package, or be package-private") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean used =
            type.getDirectDependenciesToSelf().stream()
                .anyMatch(dependency ->
                    !dependency.getOriginClass().getPackageName().equals(type.getPackageName()));
        if (!used) {
          events.add(
              SimpleConditionEvent.violated(type, type.getName() + " is used only in its package"));
        }
      }
    };
  }

  @Test
  void no_source_file_has_more_than_500_lines() throws IOException {
    List<String> tooLong = new ArrayList<>();
    int files = 0;
    try (var modules = Files.newDirectoryStream(Path.of(".."))) {
      for (Path module : modules) {
        Path sources = module.resolve("src/main/java");
        if (!Files.isDirectory(sources)) {
          continue;
        }
        try (var walk = Files.walk(sources)) {
          for (Path file : walk.filter(path -> path.toString().endsWith(".java")).toList()) {
            files++;
            int lines = Files.readAllLines(file).size();
            if (lines > MAX_LINES) {
              tooLong.add(file + ": " + lines + " lines");
            }
          }
        }
      }
    }
    assertThat(files).isGreaterThan(50);
    assertThat(tooLong).isEmpty();
  }
}
