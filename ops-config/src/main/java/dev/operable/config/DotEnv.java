package dev.operable.config;

/** The format of {@code .env} files. */
final class DotEnv {
    private DotEnv() {}

    static String quoted(String text) {
        return text;
    }
}
