package dev.operable.config;

/** Thrown by {@link Check}, so that the report can name the variable of the component. */
final class InvalidComponent extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String component;
    private final String requirement;

    InvalidComponent(String component, String requirement, Object value) {
        super(component + " " + requirement + ", but is " + Shown.value(Durations.text(value)));
        this.component = component;
        this.requirement = requirement;
    }

    InvalidComponent(String component, String requirement) {
        super(component + " " + requirement);
        this.component = component;
        this.requirement = requirement;
    }

    String component() {
        return component;
    }

    String requirement() {
        return requirement;
    }
}
