package dev.operable.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the variable of a record component, where the name derived from the component is not the one wanted, and the names
 * that it had before.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Key {
    /** The variable; derived from the component when empty. */
    String value() default "";

    /**
     * Old names that are still read, with a warning that says the new one. In one source the old and the new name must not
     * differ; a higher source wins over a lower one whichever of the names each uses.
     */
    String[] deprecated() default {};

    /** Old names that are not read any more; one that is set is a problem that says what replaced it. */
    String[] defunct() default {};
}
