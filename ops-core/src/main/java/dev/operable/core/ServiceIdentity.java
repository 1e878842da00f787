package dev.operable.core;

/**
 * Who this process is, as its logs, metrics, errors and registration say it.
 *
 * @param name the service's name, as other services call it
 * @param version the running version
 * @param environment {@code production} unless said otherwise
 * @param instance this process among the instances of the service, unique
 */
public record ServiceIdentity(String name, String version, String environment, String instance) {
    public static final String DEVELOPMENT = "development";

    public ServiceIdentity {
        requireText("name", name);
        requireText("version", version);
        requireText("environment", environment);
        requireText("instance", instance);
    }

    /** Whether conveniences that production must not have are allowed here. */
    public boolean development() {
        return environment.equals(DEVELOPMENT);
    }

    private static void requireText(String what, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("The service's " + what + " is empty.");
        }
    }
}
