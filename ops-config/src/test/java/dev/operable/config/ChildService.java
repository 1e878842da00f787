package dev.operable.config;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/** A process of its own, which reads the real environment and answers with the bytes of what it read. */
final class ChildService {
    record ChildSettings(
            String text,
            Optional<Secret> secret,
            @Default("1s") Duration pause) {}

    private ChildService() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            ChildSettings settings = Settings.of("child")
                    .environment(System.getenv())
                    .bind(ChildSettings.class)
                    .load()
                    .get(ChildSettings.class);
            String all = settings.text() + settings.secret().map(Secret::reveal).orElse("");
            out.print(HexFormat.of().formatHex(all.getBytes(StandardCharsets.UTF_8)));
        } catch (ConfigException problems) {
            out.print(problems.getMessage());
            System.exit(ConfigException.EXIT_STATUS);
        }
    }
}
