package dev.operable.health;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The Chromium of this machine, with its own driver: nothing is looked up and nothing downloaded. */
final class Chromium implements AutoCloseable {
    private final ChromeDriver driver;

    Chromium(Path profile) {
        Path chromium = Tool.of("chromium", "chromium", "chromium");
        Path driverOfIt = Tool.of("chromium", "chromedriver", "chromedriver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + profile);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driverOfIt.toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
    }

    /** The next page is seen so. */
    Chromium as(int width, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", width < 600));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        return this;
    }

    /** Whether pages may run scripts; what a test runs in them runs anyway. */
    void scripts(boolean allowed) {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !allowed));
    }

    void open(URI page) {
        driver.get(page.toString());
    }

    /** What the body of a function, run in the page, returns. */
    Object run(String body) {
        return driver.executeScript(body);
    }

    boolean holds(String expression) {
        return Boolean.TRUE.equals(run("return Boolean(" + expression + ")"));
    }

    String text(String selector) {
        return String.valueOf(run("return document.querySelector('" + selector + "').textContent"));
    }

    /** What axe-core finds in the page, one line for each element; empty if nothing keeps people from reading it. */
    Object accessibilityViolations() {
        run(axe());
        return driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {resultTypes: ['violations']}).then(
                    found => done(found.violations.flatMap(rule => rule.nodes.map(
                        node => rule.id + ': ' + node.html + ' ' + node.failureSummary)).join('\\n')),
                    failure => done(String(failure)));
                """);
    }

    /** The whole page as a picture. */
    void picture(Path file) throws IOException {
        long height = ((Number) run("return document.documentElement.scrollHeight")).longValue();
        long width = ((Number) run("return innerWidth")).longValue();
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }

    private static String axe() {
        try (InputStream script = Chromium.class.getResourceAsStream("/axe.min.js")) {
            if (script == null) {
                throw new IllegalStateException("axe.min.js is not on the class path");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
