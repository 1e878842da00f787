package dev.operable.devkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A session, which may hold locks for as long as it lives.
 *
 * @param ttl as it was written; empty for one that lives until it is destroyed
 * @param checks which end it when they turn critical
 */
record Session(
        String id,
        String name,
        String node,
        Duration lockDelay,
        String behavior,
        String ttl,
        List<String> checks,
        long index) {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration DEFAULT_LOCK_DELAY = Duration.ofSeconds(15);

    /** Below this, a lock delay that is a plain number counts seconds; from here on, nanoseconds. */
    private static final long SECONDS_BELOW = 1000;

    Session {
        checks = List.copyOf(checks);
    }

    static Session read(JsonBody json, String id, String node) {
        String behavior = json.text("Behavior").isEmpty() ? "release" : json.text("Behavior");
        if (!Set.of("release", "delete").contains(behavior)) {
            throw Refusal.internal("Invalid Behavior setting '" + behavior + "'");
        }
        if (json.has("Node") && !json.text("Node").equals(node)) {
            throw Refusal.internal("Missing node registration");
        }
        List<String> checks = new ArrayList<>(
                json.has("NodeChecks") || json.has("Checks") ? json.texts("NodeChecks") : List.of(Node.SERF_CHECK));
        checks.addAll(json.texts("Checks"));
        json.objects("ServiceChecks").forEach(check -> checks.add(check.text("ID")));
        Session session =
                new Session(id, json.text("Name"), node, lockDelay(json), behavior, json.text("TTL"), checks, 0);
        Duration life = session.life();
        if (!life.isZero() && (life.compareTo(SHORTEST) < 0 || life.compareTo(LONGEST) > 0)) {
            throw Refusal.internal("Invalid Session TTL '" + life.toNanos() + "', must be between [10s=24h0m0s]");
        }
        return session;
    }

    private static Duration lockDelay(JsonBody json) {
        if (!json.has("LockDelay")) {
            return DEFAULT_LOCK_DELAY;
        }
        Duration delay = json.duration("LockDelay");
        boolean seconds = json.isNumber("LockDelay") && delay.toNanos() < SECONDS_BELOW;
        return seconds ? Duration.ofSeconds(delay.toNanos()) : delay;
    }

    /** How long it lives without renewal, at least; zero for ever. */
    Duration life() {
        try {
            return ttl.isEmpty() ? Duration.ZERO : GoDuration.parse(ttl);
        } catch (IllegalArgumentException e) {
            throw Refusal.internal("Session TTL '" + ttl + "' invalid: " + e.getMessage());
        }
    }

    Session at(long created) {
        return new Session(id, name, node, lockDelay, behavior, ttl, checks, created);
    }

    ObjectNode view() {
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("ID", id)
                .put("Name", name)
                .put("Node", node)
                .put("LockDelay", lockDelay.toNanos())
                .put("Behavior", behavior)
                .put("TTL", ttl);
        view.set("NodeChecks", Views.strings(checks));
        view.putNull("ServiceChecks");
        return view.put("CreateIndex", index).put("ModifyIndex", index);
    }
}
