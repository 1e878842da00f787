package dev.operable.config;

import dev.operable.config.GuideTest.HitsSettings;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The first program of the guide, in a process of its own. */
final class GuideService {
    private GuideService() {}

    public static void main(String[] arguments) {
        Settings settings = Settings.of("hits")
                .environment(System.getenv())
                .bind(HitsSettings.class)
                .load();
        HitsSettings hits = settings.get(HitsSettings.class);
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(hits);
    }
}
