package dev.operable.rpc;

import static dev.operable.rpc.Scenario.Limit.atLeast;
import static dev.operable.rpc.Scenario.Limit.atMost;

import dev.operable.discovery.SimulatedCatalog;
import dev.operable.rpc.SimulatedServer.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** What may happen to a service. Times are seconds from the beginning of a run. */
final class SimulatedScenarios {
    private static final double END = Double.MAX_VALUE;

    private SimulatedScenarios() {}

    static List<Scenario> all() {
        return List.of(
                badNode("one of 5 answers 503 at once", Mode.UNAVAILABLE),
                badNode("one of 5 fails half of its calls", Mode.HALF),
                new Scenario(
                        "one of 5 is a black hole",
                        List.of(atLeast(99.9, "%", "success"), atMost(0.5, "%", "its share")),
                        seed -> badNode(new SimulatedService(usual(), seed), Mode.SILENT, 100, 60),
                        "retries (retries 0)",
                        seed -> badNode(new SimulatedService(options(o -> o.retries(0)), seed), Mode.SILENT, 100, 60)),
                new Scenario(
                        "one of 5 is 10 times slower",
                        List.of(atMost(4, "", "p99 by the p99 before")),
                        seed -> slower(10, 5, usual(), seed, true),
                        "latency (slowTimes 0)",
                        seed -> slower(10, 5, options(o -> o.slowTimes(0)), seed, true)),
                new Scenario(
                        "one of 3 is 500 ms slower",
                        List.of(atMost(2, "%", "its share")),
                        seed -> slower(51, 3, usual(), seed, false),
                        "latency (slowTimes 0)",
                        seed -> slower(51, 3, options(o -> o.slowTimes(0)), seed, false)),
                new Scenario(
                        "one of 5 that answered 503 for 8 s is well again",
                        List.of(atLeast(80, "% of its fair share", "after 15 s")),
                        seed -> recovered(usual(), seed, Mode.UNAVAILABLE, 1),
                        "short ejections (ejectFor 60 s)",
                        seed -> recovered(options(o -> o.ejectFor(Duration.ofSeconds(60))), seed, Mode.UNAVAILABLE, 1)),
                new Scenario(
                        "one of 5 that was 50 times slower for 8 s is well again",
                        List.of(atLeast(80, "% of its fair share", "after 15 s")),
                        seed -> recovered(usual(), seed, Mode.WELL, 50),
                        "time to hear of it (15 s are 1 s)",
                        seed -> recovered(usual(), seed, Mode.WELL, 50, 1)),
                new Scenario(
                        "all are 3 times slower for 10 s at 70 % load",
                        List.of(atLeast(99, "%", "success from 5 s after it"), atMost(1.15, "", "requests by calls")),
                        seed -> slowdown(usual(), seed, true),
                        "retry budget, limits, ejection, refusal of expired work",
                        seed -> slowdown(
                                options(o ->
                                        o.retryPercent(1000).attemptsAtOnce(0).ejectAfter(0)),
                                seed,
                                false)),
                new Scenario(
                        "all answer 503 for 30 s",
                        List.of(
                                atMost(1.15, "", "requests by calls meanwhile"),
                                atMost(10, "s", "the last failure after it")),
                        seed -> outage(usual(), seed),
                        "retry budget (1000 %)",
                        seed -> outage(options(o -> o.retryPercent(1000)), seed)),
                new Scenario(
                        "the catalog is empty for 10 s",
                        List.of(atMost(0, "", "failed calls")),
                        seed -> emptied(Duration.ofSeconds(30), seed),
                        "disbelief in an empty catalog",
                        seed -> emptied(Duration.ZERO, seed)),
                new Scenario(
                        "the catalog lists others each 200 ms, and some that are gone",
                        List.of(atMost(0, "", "failed calls")),
                        seed -> flapping(usual(), seed),
                        "retries (retries 0)",
                        seed -> flapping(options(o -> o.retries(0)), seed)),
                new Scenario(
                        "a deploy kills 5 one by one, each 1 s before the catalog knows",
                        List.of(atMost(0, "", "failed calls")),
                        seed -> deploy(usual(), seed),
                        "retries (retries 0)",
                        seed -> deploy(options(o -> o.retries(0)), seed)),
                new Scenario(
                        "1,000 clients call 100, then a new one comes",
                        List.of(
                                atLeast(80, "%", "least load by fair"),
                                atMost(120, "%", "most load by fair"),
                                atMost(50, "%", "load of the new one in its first second by fair")),
                        seed -> manyClients(usual(), seed),
                        "slow start (slowStart 0 s)",
                        seed -> manyClients(options(o -> o.slowStart(Duration.ZERO)), seed)));
    }

    private static RpcOptions usual() {
        return RpcOptions.defaults();
    }

    private static RpcOptions options(UnaryOperator<RpcOptionsBuilder> change) {
        return change.apply(RpcOptions.builder()).build();
    }

    private static Scenario badNode(String name, Mode mode) {
        return new Scenario(
                name,
                List.of(atLeast(99.9, "%", "success"), atMost(0.5, "%", "its share")),
                seed -> badNode(new SimulatedService(usual(), seed), mode, 500, 25),
                "failure score and ejection",
                seed -> badNode(
                        new SimulatedService(options(o -> o.ejectAfter(0)), seed).withoutFailureScore(),
                        mode,
                        500,
                        25));
    }

    private static double[] badNode(SimulatedService service, Mode mode, double perSecond, double seconds) {
        service.servers(1, 2, 3, 4, 5);
        service.at(5, () -> service.server(1).mode(mode));
        Share share = new Share(service, 1, 5, seconds);
        service.load(perSecond, seconds);
        service.run();
        return new double[] {service.calls.succeeded(5, END), share.percent()};
    }

    private static double[] slower(double times, int servers, RpcOptions options, long seed, boolean p99) {
        SimulatedService service = new SimulatedService(options, seed);
        service.servers(IntStream.rangeClosed(1, servers).toArray());
        service.at(15, () -> service.server(1).slower(times));
        Share share = new Share(service, 1, 15, 35);
        service.load(100, 35);
        service.run();
        return new double[] {
            p99 ? service.calls.percentile(99, 15, END) / service.calls.percentile(99, 0, 15) : share.percent()
        };
    }

    private static double[] recovered(RpcOptions options, long seed, Mode mode, double slower) {
        return recovered(options, seed, mode, slower, 15);
    }

    private static double[] recovered(RpcOptions options, long seed, Mode mode, double slower, double after) {
        SimulatedService service = new SimulatedService(options, seed);
        service.servers(1, 2, 3, 4, 5);
        service.at(5, () -> {
            service.server(1).mode(mode);
            service.server(1).slower(slower);
        });
        service.at(13, () -> {
            service.server(1).mode(Mode.WELL);
            service.server(1).slower(1);
        });
        Share share = new Share(service, 1, 13 + after, 13 + after + 5);
        service.load(200, 13 + after + 5);
        service.run();
        return new double[] {share.percent() * 5};
    }

    private static double[] slowdown(RpcOptions options, long seed, boolean refusesExpired) {
        SimulatedService service = new SimulatedService(options, seed);
        int[] ports = {1, 2, 3, 4, 5};
        for (int port : ports) {
            service.server(port, 1, random -> 2 * SimulatedService.TEN_MILLIS.applyAsLong(random))
                    .refusesExpired(refusesExpired);
        }
        service.known.set(ports);
        // One thread of 20 ms each: 250 a second is all that they can do.
        for (int port : ports) {
            service.at(5, () -> service.server(port).slower(3));
            service.at(15, () -> service.server(port).slower(1));
        }
        service.load(0.7 * 250, 30);
        service.run();
        return new double[] {service.calls.succeeded(20, END), (double) service.requests() / service.calls.count()};
    }

    private static double[] outage(RpcOptions options, long seed) {
        SimulatedService service = new SimulatedService(options, seed);
        int[] ports = {1, 2, 3, 4};
        service.servers(ports);
        int[] requests = new int[2];
        for (int port : ports) {
            service.at(5, () -> service.server(port).mode(Mode.UNAVAILABLE));
            service.at(35, () -> service.server(port).mode(Mode.WELL));
        }
        service.at(5, () -> requests[0] = service.requests());
        service.at(35, () -> requests[1] = service.requests());
        service.load(100, 50);
        service.run();
        return new double[] {
            (double) (requests[1] - requests[0]) / service.calls.count(5, 35), service.calls.wellFrom(35) - 35
        };
    }

    private static double[] emptied(Duration keep, long seed) {
        SimulatedService service = new SimulatedService(usual(), seed);
        SimulatedCatalog catalog = new SimulatedCatalog(keep, service.simulation::nanos);
        catalog.lists(1, 2, 3);
        service.client(catalog.view());
        service.at(5, catalog::lists);
        service.at(10, catalog::lists);
        service.at(15, () -> catalog.lists(1, 2, 3));
        service.load(100, 20);
        service.run();
        return new double[] {failed(service)};
    }

    private static double[] flapping(RpcOptions options, long seed) {
        SimulatedService service = new SimulatedService(options, seed);
        service.servers(1, 2, 3, 4, 5, 6);
        service.server(6).mode(Mode.DOWN);
        for (int i = 1; i <= 100; i++) {
            int[] listed = IntStream.rangeClosed(1, 6)
                    .filter(port -> port == 1 || service.random.nextBoolean())
                    .toArray();
            service.at(i * 0.2, () -> service.known.set(listed));
        }
        service.load(100, 20);
        service.run();
        return new double[] {failed(service)};
    }

    private static double[] deploy(RpcOptions options, long seed) {
        SimulatedService service = new SimulatedService(options, seed);
        List<Integer> listed = new ArrayList<>(List.of(1, 2, 3, 4, 5));
        service.servers(1, 2, 3, 4, 5);
        for (int port = 1; port <= 5; port++) {
            int old = port;
            double at = 4 * port;
            service.at(at, () -> service.server(old).mode(Mode.DOWN));
            service.at(at + 1, () -> {
                listed.remove(Integer.valueOf(old));
                service.known.set(ints(listed));
            });
            service.at(at + 2, () -> {
                listed.add(old + 5);
                service.known.set(ints(listed));
            });
        }
        service.load(200, 26);
        service.run();
        return new double[] {failed(service)};
    }

    private static double[] manyClients(RpcOptions options, long seed) {
        SimulatedService service = clients(options, seed);
        int[] withNew = IntStream.rangeClosed(1, 101).toArray();
        double[] loads = new double[100];
        service.at(16, () -> {
            double fair = service.requests() / 100.0;
            for (int i = 0; i < 100; i++) {
                loads[i] = 100 * service.server(i + 1).requests() / fair;
            }
            service.known.set(withNew);
        });
        Share share = new Share(service, 101, 16, 17);
        service.load(2500, 17);
        service.run();
        Arrays.sort(loads);
        return new double[] {loads[0], loads[99], share.percent() * 101};
    }

    private static SimulatedService clients(RpcOptions options, long seed) {
        SimulatedService service = new SimulatedService(options, seed);
        service.servers(IntStream.rangeClosed(1, 100).toArray());
        for (int i = 0; i < 1000; i++) {
            service.client();
        }
        return service;
    }

    private static double failed(SimulatedService service) {
        return Math.round(service.calls.count() * (100 - service.calls.succeeded()) / 100);
    }

    private static int[] ints(List<Integer> ports) {
        return ports.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Of all requests in some seconds those to one server. */
    private static final class Share {
        private final int[] its = new int[2];
        private final int[] all = new int[2];

        Share(SimulatedService service, int port, double from, double to) {
            double[] at = {from, to};
            for (int i = 0; i < 2; i++) {
                int at0 = i;
                service.at(at[i], () -> {
                    its[at0] = service.server(port).requests();
                    all[at0] = service.requests();
                });
            }
        }

        double percent() {
            return 100.0 * (its[1] - its[0]) / (all[1] - all[0]);
        }
    }
}
