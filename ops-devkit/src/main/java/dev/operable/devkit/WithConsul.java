package dev.operable.devkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit test class, with its nested ones, a Consul agent of its own on the loopback interface.
 *
 * <pre>{@code
 * @WithConsul
 * class HitsTest {
 *     @Test
 *     void isFound(ConsulAgent consul) {
 *         ... consul.address() ...
 *     }
 * }
 * }</pre>
 *
 * <p>The real agent's executable is named by the system property {@code operable.consul.bin}, else it is {@code consul} on
 * the PATH; {@code none} says that there is none. Where it is needed and missing the tests are skipped and say so; they fail when the system property {@code
 * operable.require} contains {@code consul}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ConsulExtension.class)
public @interface WithConsul {
    /** Which agent; the default is {@link Kind#ANY}. */
    Kind value() default Kind.ANY;

    /** Where the agent comes from. */
    enum Kind {
        /** The devkit's {@link EmbeddedAgent}, inside the test's process. */
        EMBEDDED,
        /** A Consul process in development mode. */
        REAL,
        /** The real one where there is one, else the embedded one. */
        ANY
    }
}
