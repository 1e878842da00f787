package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.health.elsewhere.Elsewhere;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Methods that are not declared where the object's class is. Most of these were passed over silently once. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable", "EffectivelyPrivate"
}) // called by reflection, which is what is tested
class InheritedChecksTest {
    private static final List<String> CALLED = new CopyOnWriteArrayList<>();

    private final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry());

    @AfterEach
    void close() {
        checks.close();
        CALLED.clear();
    }

    private interface Stored {
        @SelfCheck("store")
        default void store() {
            CALLED.add("Stored.store");
        }

        @SelfCheck("named")
        boolean named();

        @SelfCheck("overridden default")
        default void overridden() {
            CALLED.add("Stored.overridden");
        }
    }

    private interface Deep {
        @SelfCheck("deep")
        default void deep() {
            CALLED.add("Deep.deep");
        }
    }

    private interface Typed<T> {
        T typed();
    }

    private interface Again extends Stored, Deep {}

    private static class Base extends Elsewhere implements Again, Typed<CheckResult> {
        Base() {
            super(CALLED::add);
        }

        @SelfCheck("package of base")
        void near() {
            CALLED.add("Base.near");
        }

        @SelfCheck("private of base")
        private void same() {
            CALLED.add("Base.same");
        }

        @SelfCheck("static of base")
        static void alike() {
            CALLED.add("Base.alike");
        }

        @SelfCheck("unannotated below")
        void quiet() {
            CALLED.add("Base.quiet");
        }

        @Override
        @SelfCheck("typed")
        public CheckResult typed() {
            CALLED.add("Base.typed");
            return CheckResult.pass();
        }

        @Override
        public boolean named() {
            CALLED.add("Base.named");
            return true;
        }

        @Override
        @SelfCheck("overridden")
        public void overridden() {
            CALLED.add("Base.overridden");
        }
    }

    private static final class Below extends Base implements Stored {
        @SelfCheck("private below")
        private void same() {
            CALLED.add("Below.same");
        }

        @SelfCheck("static below")
        static void alike() {
            CALLED.add("Below.alike");
        }

        @Override
        void quiet() {
            CALLED.add("Below.quiet");
        }

        @Override
        @SelfCheck("package below")
        void near() {
            CALLED.add("Below.near");
        }
    }

    // Seen to fail without the superclasses, the interfaces, those of interfaces, the look at what the compiler added,
    // and at what overrides what: private, static, visible only in the same package or in another one.
    @Test
    void allThatIsInheritedRunsOnceAndWhatIsOverriddenAsThat() {
        checks.register(new Below());

        Verdict verdict = checks.verdict();

        assertThat(verdict.failing()).isEmpty();
        assertThat(verdict.checks())
                .extracting(CheckOutcome::name)
                .containsExactlyInAnyOrder(
                        "private below",
                        "static below",
                        "private of base",
                        "static of base",
                        "unannotated below",
                        "package below",
                        "elsewhere",
                        "overridden",
                        "store",
                        "deep",
                        "typed",
                        "named");
        assertThat(CALLED)
                .containsExactlyInAnyOrder(
                        "Below.same",
                        "Below.alike",
                        "Base.same",
                        "Base.alike",
                        "Below.quiet",
                        "Below.near",
                        "Elsewhere.near",
                        "Base.overridden",
                        "Stored.store",
                        "Deep.deep",
                        "Base.typed",
                        "Base.named");
    }

    private static class Wrong {
        @SelfCheck("x")
        void wrong(String unwanted) {}
    }

    private static final class Right extends Wrong {
        @SelfCheck("y")
        void wrong() {}
    }

    // Without the refusal of parameters both fail; the second where a method of the same name is taken to override it.
    @Test
    void whatCannotRunIsToldWhereverItIsDeclared() {
        assertThatThrownBy(() -> checks.register(new Wrong() {}))
                .hasMessageContaining(Wrong.class.getName() + ".wrong() takes parameters");
        assertThatThrownBy(() -> checks.register(new Right()))
                .hasMessageContaining(Wrong.class.getName() + ".wrong() takes parameters");
    }
}
