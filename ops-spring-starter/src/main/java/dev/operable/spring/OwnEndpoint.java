package dev.operable.spring;

import java.util.function.Supplier;

/**
 * That {@code /self-check} is answered on the application's own port.
 *
 * @param context the path above it, such as {@code /shop}, empty for none; known once the server listens
 */
record OwnEndpoint(Supplier<String> context) {}
