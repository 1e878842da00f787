package dev.operable.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Thrown by {@link Check}, so that the report can name the variable of the component. */
final class InvalidComponent extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** What is wrong, without the value, which the report shows in its own way. */
    final String rule;

    /** The value is null where the rule is about more than that. */
    InvalidComponent(String component, String requirement, @Nullable Object value) {
        super(component + " " + requirement + (value == null ? "" : ", but is " + Shown.value(text(value))));
        this.rule = component + " " + requirement;
    }

    /** A value as it is written in a setting. */
    static String text(Object value) {
        if (value instanceof Duration duration) {
            return Durations.text(duration);
        }
        String text = String.valueOf(value);
        return value instanceof Double && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
