package dev.operable.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.operable.discovery.Consul;
import dev.operable.discovery.ConsulSettings;
import dev.operable.discovery.InstanceSet;
import dev.operable.discovery.Instances;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What it costs one process to watch 200 of 2,000 services of 50 instances each, and how soon it sees a change. Needs an
 * agent that lets one client have more than 200 connections.
 */
final class DiscoveryScale {
    private static final int SERVICES = 2000;
    private static final int INSTANCES = 50;
    private static final int WATCHED = 200;
    private static final int NODES = 100;
    /** As many changes of a service as are never held back. */
    private static final int CHANGES = 2;

    private static final Duration LONG = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI agent;

    private DiscoveryScale(URI agent) {
        this.agent = agent;
    }

    /** Takes the address of the agent. */
    public static void main(String[] arguments) throws Exception {
        DiscoveryScale scale = new DiscoveryScale(URI.create(arguments[0]));
        scale.fill();
        scale.measure();
    }

    private void fill() throws Exception {
        long start = System.nanoTime();
        Semaphore open = new Semaphore(32);
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int service = 0; service < SERVICES; service++) {
            for (int instance = 0; instance < INSTANCES; instance++) {
                open.acquire();
                all.add(register(service, instance).whenComplete((answer, thrown) -> open.release()));
            }
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        say("%d instances registered in %d s", all.size(), seconds(start));
    }

    private CompletableFuture<?> register(int service, int instance) {
        int node = (service + instance) % NODES;
        String body = String.format(
                Locale.ROOT,
                "{\"Node\":\"node-%1$d\",\"Address\":\"10.0.1.%1$d\",\"Service\":{\"ID\":\"%2$s-10.0.1.%1$d-%3$d\","
                        + "\"Service\":\"%2$s\",\"Address\":\"10.0.1.%1$d\",\"Port\":%3$d,\"Tags\":[\"blue\"],"
                        + "\"Meta\":{\"version\":\"1.4.2\",\"zone\":\"b\",\"instance\":\"host-%1$d-%3$d\"}}}",
                node,
                "service-" + service,
                20000 + instance);
        return http.sendAsync(
                        HttpRequest.newBuilder(agent.resolve("/v1/catalog/register"))
                                .PUT(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .thenAccept(DiscoveryScale::requireSuccess);
    }

    private static void requireSuccess(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("The agent answers " + answer.statusCode() + ": " + answer.body());
        }
    }

    private void measure() throws Exception {
        long empty = heap();
        Consul nobody = watch("nobody-");
        say("%d bytes for each name that has no instance", (heap() - empty) / WATCHED);
        nobody.close();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        long before = heap();
        try (Consul consul = watch("service-")) {
            long known = heap() - before;
            say(
                    "%d bytes for each of %d instances known, with their watches",
                    known / (WATCHED * INSTANCES), WATCHED * INSTANCES);
            say("%d threads more", ManagementFactory.getThreadMXBean().getThreadCount() - threads);
            long cpu = cpu();
            TimeUnit.SECONDS.sleep(30);
            say("%.2f %% of a core while nothing changes", (cpu() - cpu) / 30e9 * 100);
            change(consul);
        }
    }

    private Consul watch(String prefix) throws InterruptedException {
        Consul consul = Consul.connect(
                ConsulSettings.at(agent).withMaxWait(Duration.ofMinutes(5)).withConnections(WATCHED * 2),
                new SimpleMeterRegistry());
        long start = System.nanoTime();
        for (Instances view : IntStream.range(0, WATCHED)
                .mapToObj(i -> consul.discovery().instances(prefix + i))
                .toList()) {
            if (view.await(LONG).version() == 0) {
                throw new IllegalStateException("No answer for " + view.service());
            }
        }
        say("%d names known after %d ms", WATCHED, (System.nanoTime() - start) / 1_000_000);
        return consul;
    }

    /**
     * Each watched service gets one instance more, one service after the other, and then each another one. A second plain client
     * beside the first shows what the machine alone does to the figures.
     */
    private void change(Consul consul) throws Exception {
        long[] beyond = new long[WATCHED * CHANGES];
        long[] control = new long[WATCHED * CHANGES];
        long[] whole = new long[WATCHED * CHANGES];
        long cpu = cpu();
        for (int i = 0; i < WATCHED * CHANGES; i++) {
            int service = i % WATCHED;
            int instances = INSTANCES + i / WATCHED;
            String name = "service-" + service;
            CompletableFuture<Long> seen = new CompletableFuture<>();
            CompletableFuture<Long> answered = agentsOwnAnswer(name);
            CompletableFuture<Long> answeredToo = agentsOwnAnswer(name);
            Instances.Subscription told =
                    consul.discovery().instances(name).onChange(set -> tell(set, instances, seen));
            TimeUnit.MILLISECONDS.sleep(100);
            long start = System.nanoTime();
            register(service, instances).get();
            long saw = seen.get(LONG.toSeconds(), TimeUnit.SECONDS);
            told.close();
            long plain = answered.get(LONG.toSeconds(), TimeUnit.SECONDS);
            whole[i] = saw - start;
            beyond[i] = saw - plain;
            control[i] = answeredToo.get(LONG.toSeconds(), TimeUnit.SECONDS) - plain;
        }
        say("%.1f ms of a core for each change", (cpu() - cpu) / 1e6 / whole.length);
        say("from the change to the view: p50 %.1f ms, p99 %.1f ms", millis(whole, 50), millis(whole, 99));
        say(
                "beyond the agent's own answer: p50 %.1f ms, p99 %.1f ms, most %.1f ms",
                millis(beyond, 50), millis(beyond, 99), millis(beyond, 100));
        say(
                "a second plain client beyond the first: p50 %.1f ms, p99 %.1f ms, most %.1f ms",
                millis(control, 50), millis(control, 99), millis(control, 100));
    }

    private static void tell(InstanceSet set, int before, CompletableFuture<Long> seen) {
        if (set.instances().size() > before) {
            seen.complete(System.nanoTime());
        }
    }

    /** When a plain client, waiting for the same change, has the whole of the answer. */
    private CompletableFuture<Long> agentsOwnAnswer(String service) throws Exception {
        String target = "/v1/health/service/" + service + "?passing=1&stale=1&wait=60s&index=";
        HttpResponse<String> now =
                http.send(HttpRequest.newBuilder(agent.resolve(target + 0)).build(), BodyHandlers.ofString());
        String index = now.headers().firstValue("X-Consul-Index").orElseThrow();
        return http.sendAsync(
                        HttpRequest.newBuilder(agent.resolve(target + index)).build(), BodyHandlers.ofString())
                .thenApply(answer -> System.nanoTime());
    }

    private static double millis(long[] nanos, int percentile) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percentile / 100)] / 1e6;
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long seconds(long since) {
        return (System.nanoTime() - since) / 1_000_000_000;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
