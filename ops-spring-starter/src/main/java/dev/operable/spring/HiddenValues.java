package dev.operable.spring;

import dev.operable.config.Explanation;
import dev.operable.config.Settings;
import dev.operable.core.Redaction;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.util.function.SingletonSupplier;

/**
 * Hides in Actuator's endpoints what is hidden in ours: settings that are secrets, values with the name of one, and passwords
 * inside of what else is shown. Safe for use by many threads.
 */
final class HiddenValues implements SanitizingFunction {
    /** Whether it is a secret, of each variable that is known. */
    private final SingletonSupplier<Map<String, Boolean>> known;

    private final Redaction redaction;

    HiddenValues(Settings settings, Redaction redaction) {
        this.known = SingletonSupplier.of(() -> settings.explain().entries().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Explanation.Entry::key, Explanation.Entry::secret, (one, other) -> one || other)));
        this.redaction = redaction;
    }

    @Override
    public SanitizableData apply(SanitizableData data) {
        Object value = data.getValue();
        // A switch is no secret, whatever it switches: session.cookie.http-only.
        if (value == null || value instanceof Boolean) {
            return data;
        }
        if (isHidden(data.getKey())) {
            return data.withSanitizedValue();
        }
        if (!(value instanceof CharSequence text)) {
            return data;
        }
        String shown = redaction.text(text.toString());
        return shown.contentEquals(text) ? data : data.withValue(shown);
    }

    private boolean isHidden(String key) {
        String variable = Variables.variable(key);
        Boolean secret = known.obtain().get(variable);
        return secret == null
                ? redaction.hides(key)
                : secret || Redaction.MASK.equals(redaction.setting(variable, "a"));
    }
}
