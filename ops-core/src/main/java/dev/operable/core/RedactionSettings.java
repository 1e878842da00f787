package dev.operable.core;

import dev.operable.config.Doc;
import dev.operable.config.Key;
import java.util.List;

/**
 * What else to hide than the {@linkplain Redaction#standard() usual}. Immutable.
 *
 * @param names values whose name contains one of these words are hidden, whatever joins the words of the name
 */
public record RedactionSettings(
        @Key("OPS_REDACT")
        @Doc(
                value = "More names whose values are hidden in logs, reports and endpoints.",
                example = "iban,customer-number")
        List<String> names) {

    public RedactionSettings {
        names = List.copyOf(names);
    }

    /** The rules that the code gives, and these names. */
    public Redaction with(Redaction inCode) {
        return names.isEmpty() ? inCode : inCode.names(names.toArray(String[]::new));
    }
}
