package dev.operable.config;

import java.util.Optional;

/** A setting that may be absent. */
final class OptionalConverter implements Conversion {
    private final Conversion present;

    OptionalConverter(Conversion present) {
        this.present = present;
    }

    @Override
    public Object convert(String text) throws Refusal {
        return Optional.of(present.convert(text));
    }

    /** An empty text is no value here, whatever it would be inside. */
    @Override
    public Form form() {
        Form form = present.form();
        return new Form(form.noun(), form.examples(), form.secret(), false, form.free());
    }

    @Override
    public Object whenUnset() {
        return Optional.empty();
    }
}
