package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ConstraintsTest {
    record Pool(
            @Positive int min,
            @Positive @Max(100) int max,
            Optional<@Positive Integer> spare,
            @Size(max = 2) List<@NotBlank String> hosts,
            @Default("eu-1") @Pattern(regexp = "[a-z]+-\\d") String region,
            String name) {
        Pool {
            Check.notBlank("name", name);
        }

        @AssertTrue(message = "min is above max")
        boolean isRange() {
            return min <= max;
        }
    }

    record Nested(@Prefix("STORE_") Pool pool) {}

    @Test
    void everyBrokenConstraintStandsBesideItsVariableAlsoWhereOthersAreMissing() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertReport(
                    Settings.of("pool")
                            .environment(Map.of(
                                    "MAX", "-101", "SPARE", "0", "HOSTS", "a,b,c", "REGION", "nowhere", "NAME", ""))
                            .bind(Pool.class),
                    """
                    The configuration of pool has 6 problems:
                      MIN      is missing. It is a whole number, for example 8 or 250. (Pool.min)
                      MAX      "-101" from the environment must be greater than 0. (Pool.max)
                      SPARE    "0" from the environment must be greater than 0. (Pool.spare)
                      HOSTS    "a,b,c" from the environment is refused: size must be between 0 and 2. (Pool.hosts)
                      REGION   "nowhere" from the environment must match "[a-z]+-\\d". (Pool.region)
                      NAME     "" from the environment must not be blank. (Pool.name)""");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aConstraintOfTheWholeIsCheckedWhenAllItsValuesAreRight() {
        assertReport(
                Settings.of("pool")
                        .environment(Map.of("STORE_MIN", "9", "STORE_MAX", "3", "STORE_NAME", "x"))
                        .bind(Nested.class),
                """
                The configuration of pool has 1 problem:
                  STORE_MIN, STORE_MAX   are refused together: min is above max. STORE_MIN is "9" from the environment, STORE_MAX is "3" from the environment. (Pool)""");
    }

    @Test
    @Timeout(60)
    void constraintsThatNothingChecksAreNotForgotten() throws Exception {
        String api = Path.of(Positive.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        Child child = Child.run(
                Child.JAVA,
                "-cp",
                String.join(File.pathSeparator, "target/classes", "target/test-classes", api),
                ConstrainedService.class.getName());
        assertThat(child.output())
                .isEqualTo("dev.operable.config.ConstraintsTest$Pool has constraints of jakarta.validation, and nothing"
                        + " checks them (Unable to create a Configuration, because no Jakarta Validation provider could"
                        + " be found. Add a provider like Hibernate Validator (RI) to your classpath). Add"
                        + " org.hibernate.validator:hibernate-validator, or remove the annotations.");
    }

    @Test
    void whatKeepsAllConstraintsIsBound() {
        assertThat(Settings.of("pool")
                        .environment(Map.of("MIN", "1", "MAX", "3", "NAME", "x"))
                        .bind(Pool.class)
                        .load()
                        .get(Pool.class)
                        .max())
                .isEqualTo(3);
    }

    /** Runs where the library is present and no provider of it. */
    static final class ConstrainedService {
        private ConstrainedService() {}

        public static void main(String[] arguments) {
            try {
                Settings.of("pool").bind(Pool.class);
            } catch (IllegalArgumentException refused) {
                new PrintStream(System.out, true, StandardCharsets.UTF_8).print(refused.getMessage());
            }
        }
    }
}
