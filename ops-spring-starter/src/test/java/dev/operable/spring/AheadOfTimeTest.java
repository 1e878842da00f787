package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.lifecycle.StopSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.aot.AbstractAotProcessor;

/** What Spring makes of an application at its build, for a quicker start or a native image. */
class AheadOfTimeTest {
    @TempDir
    Path folder;

    // Without SelfCheckHints the method is not in the list.
    @Test
    void anApplicationThatWasProcessedStartsAndANativeImageIsToldWhatIsReflected() throws Exception {
        Path sources = folder.resolve("sources");
        Path resources = folder.resolve("resources");
        Path classes = folder.resolve("classes");
        AbstractAotProcessor.Settings settings = AbstractAotProcessor.Settings.builder()
                .sourceOutput(sources)
                .resourceOutput(resources)
                .classOutput(classes)
                .groupId("shop")
                .artifactId("shop")
                .build();
        String[] arguments = {"--spring.application.name=shop", "--OPS_DISCOVERY=off", "--LISTEN=127.0.0.1:0"};
        new SpringApplicationAotProcessor(Processed.class, settings, arguments).process();
        compile(sources, classes);

        String reflected =
                Files.readString(resources.resolve("META-INF/native-image/shop/shop/reachability-metadata.json"));
        assertThat(reflected).contains(StopSettings.class.getName(), Processed.Shelves.class.getName(), "\"till\"");
        Map<String, String> environment = Map.of(
                "SERVICE_NAME", "shop",
                "OPS_DISCOVERY", "off",
                "LISTEN", "127.0.0.1:0",
                "OPS_STOP_LINGER", "0s",
                "REFILL_EVERY", "7s");
        try (ShopProcess shop = ShopProcess.startProcessed(Processed.class, folder, classes, environment)) {
            URI url = shop.url();
            assertThat(shop.logged("Starting AOT-processed ")).isTrue();
            Await.until("well", () -> Web.get(url.resolve("/self-check")).body().equals("everything is well"));
            assertThat(Web.get(url.resolve("/milk")).body()).isEqualTo("page milk");
            assertThat(Web.get(url.resolve("/a/shelves")).body()).isEqualTo("PT7S PT7S");
            shop.terminate();
            assertThat(shop.status()).isEqualTo(143);
            assertThat(shop.logged("Stopped cleanly")).isTrue();
        }
    }

    @Test
    void everyRecordOfSettingsMayBeBound() {
        RuntimeHints hints = new RuntimeHints();

        new SettingsHints().registerHints(hints, null);

        for (Class<? extends Record> type : Foundation.RECORDS) {
            assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]))
                    .as(type.getName())
                    .accepts(hints);
        }
    }

    private static void compile(Path sources, Path classes) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> arguments = new ArrayList<>(List.of(
                "-nowarn",
                "-proc:none",
                "-cp",
                classes + java.io.File.pathSeparator + System.getProperty("java.class.path"),
                "-d",
                classes.toString()));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .forEach(arguments::add);
        }
        assertThat(compiler.run(null, System.out, System.err, arguments.toArray(String[]::new)))
                .isZero();
    }
}
