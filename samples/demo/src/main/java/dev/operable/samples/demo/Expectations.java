package dev.operable.samples.demo;

import dev.operable.samples.demo.Call.Phase;
import dev.operable.samples.demo.ShortLinks.Link;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What must be seen, one line each. */
final class Expectations {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration FORGOTTEN = Duration.ofSeconds(60);

    private final Promises promises;
    private final Http http;

    Expectations(Promises promises, Http http) {
        this.promises = promises;
        this.http = http;
    }

    boolean isWell(URI url) {
        return http.says(url.resolve("/self-check"), "everything is well");
    }

    void shortened(ShortLinks links, List<Link> made) throws IOException {
        Set<String> codes = new HashSet<>(made.stream().map(Link::code).toList());
        promises.expect(
                "1,000 or more addresses have a short link each",
                codes.size() >= 1000 && codes.size() == made.size(),
                codes.size() + " codes for " + made.size() + " addresses");
        Link first = made.get(0);
        Link again = links.shorten(first.url());
        promises.expect("the same address has the same code", again.equals(first), again + " and not " + first);
        String bad = links.refusal("ftp://example.com/");
        promises.expect("a bad address is refused with a reason", bad.matches("400 .+"), bad);
        String unknown = links.refusalOfCode("nosuchcode");
        promises.expect("an unknown code is refused with a reason", unknown.matches("404 .+"), unknown);
    }

    void outcome(Outcome outcome, int follows, boolean replacementShares) {
        promises.expect("the replacement takes its share of the traffic", replacementShares, "it got none");
        promises.expect(
                "traffic flowed before, during and after the kill",
                Stream.of(Phase.values()).allMatch(phase -> outcome.count(phase) >= 100),
                "see the table");
        promises.expect(
                "all of " + follows + " calls were made",
                outcome.calls().size() == follows,
                outcome.calls().size() + " were");
        String failures = outcome.calls().stream()
                .filter(Call::failed)
                .limit(3)
                .map(call -> call.phase() + ": " + call.problem())
                .collect(Collectors.joining("; "));
        promises.expect("no call failed", outcome.failed() == 0, outcome.failed() + " did, " + failures);
        promises.expect("each hit is counted once", outcome.hits() == follows, outcome.hits() + " of " + follows);
    }

    void operable(Cast cast, Instance killed) {
        boolean forgotten = Await.condition(FORGOTTEN, () -> !listed(cast.agent(), killed));
        promises.expect("the killed instance is not discoverable any more", forgotten, "it is listed as passing");
        for (Instance service : cast.services()) {
            promises.expect(service.name() + " is well", isWell(service.url()), "its /self-check says otherwise");
            promises.expect(
                    service.name() + " is well on its admin port", isWell(service.admin()), "it says otherwise");
        }
        boolean agentIsWell =
                cast.embedded() ? isWell(cast.agent()) : http.says(cast.agent().resolve("/v1/status/leader"), ":");
        promises.expect("the agent is well", agentIsWell, cast.agent() + " does not say so");
        for (Instance service :
                Stream.concat(cast.services().stream(), Stream.of(killed)).toList()) {
            ProcessLog log = service.process().log();
            Optional<String> odd = log.firstOddLine();
            promises.expect(
                    "the log of " + service.name() + " is one JSON object a line",
                    odd.isEmpty() && !log.isEmpty(),
                    odd.orElse("it is empty"));
        }
    }

    private boolean listed(URI agent, Instance instance) {
        try {
            String body =
                    http.get(agent.resolve("/v1/health/service/hits?passing")).body();
            for (JsonNode entry : JSON.readTree(body)) {
                if (entry.path("Service").path("Port").asInt() == instance.url().getPort()) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // An agent that does not answer has forgotten nothing.
            return true;
        }
    }
}
