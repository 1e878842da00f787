package dev.operable.docs;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The borders between the modules, each with the reason that a person reads when they cross one. */
class ArchitectureTest {
    private static final JavaClasses OPERABLE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.operable");

    private static final String CONFIG = "dev.operable.config..";
    private static final String CORE = "dev.operable.core..";
    private static final String HEALTH = "dev.operable.health..";
    private static final String DISCOVERY = "dev.operable.discovery..";
    private static final String RPC = "dev.operable.rpc..";
    private static final String DATABASE = "dev.operable.database..";
    private static final String DEVKIT = "dev.operable.devkit..";
    private static final String STARTER = "dev.operable.starter..";
    private static final String SPRING = "dev.operable.spring..";

    @TestFactory
    List<DynamicTest> the_borders_hold() {
        return List.of(
                border(
                        "ops-config needs the JDK only",
                        classes()
                                .that()
                                .resideInAPackage(CONFIG)
                                // loaded only for records with the annotations of that library
                                .and()
                                .doNotHaveSimpleName("Constraints")
                                .should()
                                .onlyDependOnClassesThat()
                                .resideInAnyPackage(CONFIG, "java..", "org.jspecify..")
                                .because(
                                        "settings have to be usable in a program that wants nothing else of Operable")),
                border(
                        "ops-core knows only ops-config",
                        noneOf(CORE)
                                .dependOnClassesThat()
                                .resideInAnyPackage(HEALTH, DISCOVERY, RPC, DATABASE, DEVKIT, STARTER, SPRING)
                                .because("everything else stands on it")),
                border(
                        "ops-health knows only ops-core and below",
                        noneOf(HEALTH)
                                .dependOnClassesThat()
                                .resideInAnyPackage(DISCOVERY, RPC, DATABASE, DEVKIT, STARTER, SPRING)
                                .because("a self-check must not need what it checks")),
                border(
                        "discovery does not know the calls",
                        noneOf(DISCOVERY)
                                .dependOnClassesThat()
                                .resideInAnyPackage(RPC, DATABASE, DEVKIT, STARTER, SPRING)
                                .because("finding instances is useful without our client")),
                border(
                        "calls know nothing of Consul",
                        noneOf(RPC)
                                .dependOnClassesThat(resideInAPackage("org.kiwiproject..")
                                        .or(resideInAPackage(DISCOVERY).and(simpleNameStartingWith("Consul"))))
                                .because("static addresses and DNS have to work the same way")),
                border(
                        "the Consul client stays behind its seam",
                        noneOf(CONFIG, CORE, HEALTH, RPC, DATABASE, DEVKIT, STARTER, SPRING)
                                .dependOnClassesThat()
                                .resideInAPackage("org.kiwiproject..")
                                .because("it can be replaced as long as only dev.operable.discovery knows it")),
                border(
                        "Retrofit serves declared calls and the Consul client, and nothing else",
                        noClasses()
                                .that()
                                .resideInAnyPackage(CONFIG, CORE, HEALTH, RPC, DATABASE, DEVKIT, STARTER, SPRING)
                                .and()
                                .haveNameNotMatching("dev\\.operable\\.rpc\\.Retrofit.*")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("okhttp3..", "retrofit2..")
                                .because("who does not declare calls must be able to do without it")),
                border(
                        "the database module stands alone",
                        noneOf(DATABASE)
                                .dependOnClassesThat()
                                .resideInAnyPackage(DISCOVERY, RPC, DEVKIT, STARTER, SPRING)
                                .because("a batch job wants a database without discovery")),
                border(
                        "only tests and development know the devkit",
                        noneOf(CONFIG, CORE, HEALTH, DISCOVERY, RPC, DATABASE, STARTER, SPRING)
                                .dependOnClassesThat()
                                .resideInAPackage(DEVKIT)
                                .because("it is found by ServiceLoader, in development only")),
                border(
                        "the Spring starter is a composition root of its own",
                        noneOf(SPRING)
                                .dependOnClassesThat()
                                .resideInAPackage(STARTER)
                                .because("two roots that share wiring are one root with two faces")),
                border(
                        "no module below the Spring starter knows Spring",
                        noneOf(CONFIG, CORE, HEALTH, DISCOVERY, RPC, DATABASE, DEVKIT, STARTER)
                                .dependOnClassesThat()
                                .resideInAPackage("org.springframework..")
                                .because("a plain service must not carry a framework")),
                border("only the composition roots read the environment", ONLY_ROOTS_READ_THE_ENVIRONMENT),
                border("intervals are monotonic", INTERVALS_ARE_MONOTONIC));
    }

    private static final ArchRule ONLY_ROOTS_READ_THE_ENVIRONMENT = noClasses()
            .that()
            .resideOutsideOfPackages(STARTER, SPRING)
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .because("what reads the environment cannot be tested without one, and two readers disagree one day");

    /** Dates come from a {@code Clock} or are those of log events, which are the appender's. */
    private static final ArchRule INTERVALS_ARE_MONOTONIC = noClasses()
            .that()
            .resideInAPackage("dev.operable..")
            .and()
            .resideOutsideOfPackage("dev.operable.benchmarks..")
            .and()
            .haveNameNotMatching("dev\\.operable\\.core\\.logging\\.(OpsAppender|OutletTroubles|RepeatGuard)(\\$.*)?")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callConstructor(Date.class)
            .because("a clock that is set would make a wait endless; System.nanoTime() and a Clock for dates do not");

    @Test
    void a_clock_that_is_read_is_seen() {
        JavaClasses watch = new ClassFileImporter().importClasses(WallClock.class);

        assertThatThrownBy(() -> INTERVALS_ARE_MONOTONIC.check(watch))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("would make a wait endless");
    }

    private static final class WallClock {
        @SuppressWarnings("unused")
        long now() {
            return System.currentTimeMillis();
        }
    }

    @Test
    void a_border_that_is_crossed_is_seen() {
        JavaClasses trespasser = new ClassFileImporter().importClasses(Trespasser.class);

        assertThatThrownBy(() -> ONLY_ROOTS_READ_THE_ENVIRONMENT.check(trespasser))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("two readers disagree one day");
    }

    @Test
    void every_module_is_looked_at() {
        assertThat(List.of(CONFIG, CORE, HEALTH, DISCOVERY, RPC, DATABASE, DEVKIT, STARTER, SPRING))
                .allSatisfy(module -> assertThat(OPERABLE.that(resideInAPackage(module)))
                        .as(module)
                        .hasSizeGreaterThan(1));
    }

    private static final class Trespasser {
        @SuppressWarnings("unused")
        String home() {
            return System.getenv("HOME");
        }
    }

    private static com.tngtech.archunit.lang.syntax.elements.ClassesShould noneOf(String... packages) {
        return noClasses().that().resideInAnyPackage(packages).should();
    }

    private static DynamicTest border(String name, ArchRule rule) {
        return DynamicTest.dynamicTest(name, () -> rule.check(OPERABLE));
    }
}
