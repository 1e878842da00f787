package dev.operable.config;

import java.io.Serializable;

/**
 * One thing that is wrong with the configuration.
 *
 * @param key the variable it is about, by the name that is set; or several with commas, when they do not fit together; or
 *     the place in a {@code .env} file
 * @param message what is wrong, where the value came from and what to do; secrets are masked
 */
public record Problem(String key, String message) implements Serializable {}
