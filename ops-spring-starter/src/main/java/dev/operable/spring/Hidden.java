package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.core.Redaction;
import dev.operable.core.RedactionSettings;
import org.springframework.beans.factory.ObjectProvider;

/** What is hidden in logs, error reports and endpoints. */
final class Hidden {
    private Hidden() {}

    /** The rules of the application's bean, or the usual ones, and the names of {@code OPS_REDACT}. */
    static Redaction of(ObjectProvider<Redaction> rules, Settings settings) {
        return settings.get(RedactionSettings.class).with(rules.getIfUnique(Redaction::standard));
    }
}
