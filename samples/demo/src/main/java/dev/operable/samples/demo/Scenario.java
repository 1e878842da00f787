package dev.operable.samples.demo;

import dev.operable.samples.demo.ShortLinks.Link;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The demo's one story: shorten, follow, kill, replace, count. */
final class Scenario {
    private static final int CALLERS = 8;
    private static final int WARM_UP = 300;
    private static final int FOLLOWS = 3000;
    private static final int KILL_AT = 1000;
    private static final int STRETCH_AT = 2200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DemoOptions options;
    private final PrintStream out;
    private final Services services;
    private final Expectations expectations;
    private final HitCounts counts;
    private final Http http;

    Scenario(DemoOptions options, Stage stage, Promises promises, PrintStream out) {
        this.options = options;
        this.out = out;
        this.http = new Http();
        this.services = new Services(stage, options, http);
        this.expectations = new Expectations(promises, http);
        this.counts = new HitCounts(http);
    }

    /** Plays it, and returns who is on the stage at the end. */
    Cast play() throws Exception {
        List<String> urls = Files.readAllLines(options.urls());
        out.println("starting one links and two hits");
        options.consul().ifPresent(services::consul);
        // The first process hosts the agent that the others share, and it is the one that will be killed.
        Instance first = up(services.hits("hits-1"));
        Child hits2 = services.hits("hits-2");
        Child links1 = services.links();
        Instance second = up(hits2);
        Instance links = up(links1);
        ShortLinks shortLinks = new ShortLinks(http, links.url());
        findEachOther(shortLinks, List.of(first, second));

        out.println("shortening " + urls.size() + " addresses");
        List<Link> targets = shortLinks.shortenAll(urls, CALLERS);
        expectations.shortened(shortLinks, targets);

        out.println("following " + FOLLOWS + " short links; hits-1 is killed after " + KILL_AT);
        Pace pace = new Pace(KILL_AT, STRETCH_AT, FOLLOWS, System::nanoTime);
        try (Traffic traffic = Traffic.start(pace, shortLinks, targets, CALLERS)) {
            pace.awaitKill();
            Instant killed = Instant.now();
            first.process().kill();
            Instance third = up(services.hits("hits-3"));
            boolean shares = Await.condition(PATIENCE, () -> counts.reports(third.admin()) > 0);
            pace.replaced();
            List<Call> calls = traffic.await();

            Cast cast = new Cast(services.agent(first), options.consul().isEmpty(), links, List.of(second, third));
            long counted = countAll(third.url(), targets);
            Outcome outcome = new Outcome(calls, counted, RpcAttempts.lastAt(first, links, killed));
            out.println();
            out.println(outcome.table());
            expectations.outcome(outcome, FOLLOWS, shares);
            expectations.operable(cast, first);
            return cast;
        }
    }

    private Instance up(Child process) {
        Instance instance = new Instance(process, process.url(), process.admin());
        Await.value(process.name() + " to say that everything is well", PATIENCE, () -> {
            process.requireAlive();
            return Optional.of(instance).filter(up -> expectations.isWell(up.url()));
        });
        return instance;
    }

    /** Follows a link of its own until each instance of hits has been called and all are warm: then the stage is set. */
    private void findEachOther(ShortLinks shortLinks, List<Instance> hits) throws IOException {
        Link probe = shortLinks.shorten("https://www.rfc-editor.org/");
        for (int i = 0; i < WARM_UP; i++) {
            shortLinks.follow(probe);
        }
        boolean found = Await.condition(PATIENCE, () -> {
            shortLinks.follow(probe);
            return hits.stream().allMatch(instance -> counts.reports(instance.admin()) > 0);
        });
        if (!found) {
            throw new DemoFailed("links did not find both hits in " + PATIENCE.toSeconds() + " s");
        }
    }

    /** Hits that links had to keep are sent again within seconds; so the sum is asked for until it is complete. */
    private long countAll(URI hits, List<Link> targets) {
        List<String> codes = targets.stream().map(Link::code).toList();
        List<Long> sums = new ArrayList<>();
        Await.condition(Duration.ofSeconds(15), () -> {
            sums.add(counts.sum(hits, codes));
            return sums.get(sums.size() - 1) >= FOLLOWS;
        });
        return sums.get(sums.size() - 1);
    }
}
