package dev.operable.devkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import tools.jackson.databind.node.ObjectNode;

/** Answers reads of the catalog, the keys and the sessions: at once, or when there is something newer to say. */
final class Queries {
    static final String DATACENTER = "dc1";

    private static final Duration DEFAULT_WAIT = Duration.ofMinutes(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private static final long SAME = 1;

    private final Ledger ledger;

    Queries(Ledger ledger) {
        this.ledger = ledger;
    }

    Answer answer(Request request, Supplier<Found> query) throws InterruptedException {
        if (request.value("dc").filter(dc -> !dc.equals(DATACENTER)).isPresent()) {
            throw Refusal.internal("No path to datacenter");
        }
        if (request.has("stale") && request.has("consistent")) {
            throw Refusal.badRequest("Cannot specify ?stale with ?consistent, conflicting semantics.");
        }
        long known = index(request);
        Duration wait = wait(request);
        Found found = ledger.await(known, known == 0 ? Duration.ZERO : wait, query);
        return found.answer()
                .with(Map.of(
                        "X-Consul-Index", Long.toString(found.index()),
                        "X-Consul-KnownLeader", "true",
                        "X-Consul-LastContact", "0"));
    }

    /** What an agent has of its own has no index; a question waits for as long as its hash stays what it was. */
    Answer answerByHash(Request request, Supplier<ObjectNode> view) throws InterruptedException {
        String known = request.value("hash").orElse("");
        Duration wait = known.isEmpty() ? Duration.ZERO : wait(request);
        return ledger.await(SAME, wait, () -> {
                    ObjectNode shown = view.get();
                    CRC32 sum = new CRC32();
                    sum.update(shown.toString().getBytes(StandardCharsets.UTF_8));
                    String hash = "%016x".formatted(sum.getValue());
                    Answer answer = Answer.json(shown.put("ContentHash", hash));
                    return new Found(
                            hash.equals(known) ? SAME : SAME + 1, answer.with(Map.of("X-Consul-ContentHash", hash)));
                })
                .answer();
    }

    private static long index(Request request) {
        try {
            long index = Long.parseLong(request.value("index").orElse("0"));
            if (index < 0) {
                throw Refusal.badRequest("Invalid index");
            }
            return index;
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("Invalid index");
        }
    }

    private static Duration wait(Request request) {
        try {
            Duration wait = request.value("wait").map(GoDuration::parse).orElse(Duration.ZERO);
            if (wait.isZero()) {
                return DEFAULT_WAIT;
            }
            return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("Invalid wait time");
        }
    }
}
