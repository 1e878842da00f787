package dev.operable.health;

import dev.operable.core.ServiceIdentity;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a page is made of, without any check that runs. */
final class Page {
    static final Instant NOW = Instant.parse("2026-03-09T14:05:09Z");

    private final List<CheckOutcome> checks = new ArrayList<>();
    private final Map<String, CheckHistory> histories = new LinkedHashMap<>();

    /** A check that found this, after some runs of which these found something else. */
    Page with(CheckBuilder check, CheckResult result, boolean hung, Duration since, List<CheckResult.Status> before) {
        CheckDefinition definition = check.of(() -> result);
        Duration took = Duration.ofMillis(3);
        checks.add(new CheckOutcome(definition, result.status(), result, hung, took, NOW, NOW.minus(since)));
        List<CheckRun> runs = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Duration each = Duration.ofMillis(2 + i % 7 + (i % 17 == 0 ? 20 : 0));
            runs.add(new CheckRun(before.get(i), false, each, NOW.minusSeconds(10L * (before.size() - i)), false));
        }
        runs.add(new CheckRun(result.status(), hung, took, NOW, false));
        histories.put(definition.name(), new CheckHistory(runs, List.of()));
        return this;
    }

    SelfCheckAnswer answer(boolean details) {
        ServiceIdentity service = new ServiceIdentity("hits", "1.42.0-SNAPSHOT", "production", "web-3-8812-x7q2");
        Verdict verdict = Verdict.of("", checks);
        return Answers.of(
                new Report(verdict, details, details ? histories : Map.of(), service, NOW), Accepted.HTML, false);
    }

    static Page well() {
        return new Page()
                .with(
                        HealthCheck.named("store").owner("storage"),
                        CheckResult.pass(),
                        false,
                        Duration.ofHours(51),
                        times(49, CheckResult.Status.PASS));
    }

    /** One check of each kind, and some that are long. */
    static Page mixed() {
        List<CheckResult.Status> flapped = new ArrayList<>(times(30, CheckResult.Status.PASS));
        flapped.addAll(times(2, CheckResult.Status.FAIL));
        flapped.addAll(times(9, CheckResult.Status.PASS));
        flapped.addAll(times(8, CheckResult.Status.FAIL));
        return well().with(
                        HealthCheck.named("settings").criticality(Criticality.DEGRADES),
                        CheckResult.pass(),
                        false,
                        Duration.ofSeconds(42),
                        times(7, CheckResult.Status.PASS))
                .with(
                        HealthCheck.named("database")
                                .owner("storage, #storage-oncall")
                                .runbook(URI.create("https://runbooks.example.com/hits/database?from=self-check")),
                        CheckResult.fail("no connection from the pool within 900ms: all 10 are in use, 3 wait")
                                .with("active", 10)
                                .with("waiting", 3),
                        false,
                        Duration.ofSeconds(83),
                        flapped)
                .with(
                        HealthCheck.named("search").runbook(URI.create("http://runbooks.example.com/search")),
                        CheckResult.fail(
                                "hung since 2026-03-09T14:03:46Z at java.net.SocketInputStream.read, called by "
                                        + "com.example.search.client.internal.transport.TransportClientWithAVeryLongName.ask"
                                        + "(TransportClientWithAVeryLongName.java:219): no answer within 1s"),
                        true,
                        Duration.ofMinutes(185),
                        times(20, CheckResult.Status.PASS))
                .with(
                        HealthCheck.named("disk")
                                .criticality(Criticality.DEGRADES)
                                .owner("platform"),
                        CheckResult.degraded("7.2% of /var/lib/hits is free, less than 10%")
                                .with("freeBytes", 734_003_200L)
                                .with("totalBytes", 10_194_444_288L),
                        false,
                        Duration.ofMinutes(12),
                        times(49, CheckResult.Status.DEGRADED))
                .with(
                        HealthCheck.named("first seen").criticality(Criticality.INFO),
                        CheckResult.pass(),
                        false,
                        Duration.ZERO,
                        List.of());
    }

    static List<CheckResult.Status> times(int count, CheckResult.Status status) {
        return java.util.Collections.nCopies(count, status);
    }
}
