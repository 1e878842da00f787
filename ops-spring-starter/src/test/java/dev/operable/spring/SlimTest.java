package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same application again and again, each time without some of the jars that a user may exclude. */
class SlimTest {
    private static final Map<String, String> OPTIONAL = Map.of(
            "MVC", "spring-webmvc|spring-boot-webmvc|spring-boot-starter-webmvc",
            "a servlet container",
                    "tomcat-embed-.*|jetty-.*|spring-boot-(tomcat|jetty|starter-tomcat.*)|spring-boot-servlet",
            "WebFlux", "spring-webflux|spring-boot-webflux|reactor-.*|spring-boot-reactor.*|netty-.*|spring-boot-netty",
            "Boot's health", "spring-boot-health|spring-boot-actuator.*",
            "Boot's metrics", "spring-boot-micrometer-.*|micrometer-tracing.*|spring-boot-actuator.*",
            "a database", "flyway-.*|spring-boot-(flyway|jdbc|sql|transaction)|spring-jdbc|HikariCP|sqlite-jdbc",
            "Boot's clients", "spring-boot-restclient|spring-boot-http-client",
            "Sentry and Spring Cloud", "sentry.*|spring-cloud-.*");

    static Stream<Arguments> jars() {
        String all = String.join("|", OPTIONAL.values());
        return Stream.concat(
                OPTIONAL.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue())),
                Stream.of(Arguments.of("any of them", all)));
    }

    // With the guard of the admin endpoints away, each of them fails.
    @ParameterizedTest(name = "without {0}")
    @MethodSource("jars")
    void whatIsThereWorksAndWhatIsGuardedStaysGuarded(String what, String names) throws Exception {
        try (URLClassLoader loader = without(names)) {
            Supplier<?> slim = start(loader);
            try (AutoCloseable running = (AutoCloseable) slim) {
                assertThat(running).isNotNull();
                String[] told = slim.get().toString().split(" ", 2);
                URI admin = URI.create(told[0]);

                assertThat(Web.get(admin.resolve("/self-check")).body()).contains("everything is well");
                for (String path : List.of("config", "maintenance", "loggers", "logs", "self-check", "faults")) {
                    URI guarded = admin.resolve("/ops/" + path);
                    assertThat(Web.get(guarded).statusCode()).as(path).isEqualTo(401);
                    assertThat(Web.send("GET", guarded, "").statusCode())
                            .as(path)
                            .isEqualTo(200);
                    if (!told[1].equals("0")) {
                        URI own = URI.create("http://127.0.0.1:" + told[1] + "/ops/" + path);
                        assertThat(Web.send("GET", own, "").statusCode())
                                .as(path)
                                .isIn(401, 404);
                    }
                }
            }
        }
    }

    private static Supplier<?> start(ClassLoader loader) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            String[] arguments = {
                "--spring.application.name=slim",
                "--LISTEN=127.0.0.1:0",
                "--OPS_DISCOVERY=off",
                "--OPS_TOKEN=let-me-in-at-once",
                "--ops.stop.linger=0s",
                "--LOG_LEVEL=warn"
            };
            return (Supplier<?>) Class.forName("dev.operable.spring.Slim", true, loader)
                    .getMethod("start", String[].class)
                    .invoke(null, (Object) arguments);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** A loader of the class path of this test without jars of these names, which shares nothing with the test's own. */
    private static URLClassLoader without(String names) throws Exception {
        Pattern excluded = Pattern.compile("(" + names + ")-\\d.*");
        List<URL> urls = new ArrayList<>();
        boolean found = false;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (excluded.matcher(path.getFileName().toString()).matches()) {
                found = true;
            } else {
                urls.add(path.toUri().toURL());
            }
        }
        assertThat(found).as("jars to leave out").isTrue();
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
