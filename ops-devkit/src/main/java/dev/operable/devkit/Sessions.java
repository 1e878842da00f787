package dev.operable.devkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The sessions, and their end: when destroyed, when not renewed, when a check of theirs fails. Guarded by the ledger. */
final class Sessions {
    /** Consul lets a session live for up to twice its TTL. */
    private static final int GRACE = 2;

    private static final int ID_LENGTH = 36;

    private final Ledger ledger;
    private final Catalog catalog;
    private final Keys keys;
    private final ScheduledThreadPoolExecutor timer;
    private final Map<String, Session> sessions = new TreeMap<>();
    private final Map<String, Future<?>> expiries = new HashMap<>();
    private long index = 1;

    Sessions(Ledger ledger, Catalog catalog, Keys keys, ScheduledThreadPoolExecutor timer) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.keys = keys;
        this.timer = timer;
    }

    void create(Session session) {
        for (String id : session.checks()) {
            CheckEntry check = catalog.check(id);
            if (check == null && !id.equals(Node.SERF_CHECK)) {
                throw Refusal.internal("Missing check '" + id + "' registration");
            }
            if (check != null && check.critical()) {
                throw Refusal.internal("Check '" + id + "' is in critical state");
            }
        }
        index = ledger.change();
        sessions.put(session.id(), session.at(index));
        live(session);
    }

    Optional<Session> renew(String id) {
        Optional<Session> session = find(id);
        session.ifPresent(this::live);
        return session;
    }

    private void live(Session session) {
        long life = session.life().toNanos() * GRACE;
        if (life > 0) {
            Runnable end = () -> ledger.exclusively(() -> destroy(session.id()));
            Future<?> before = expiries.put(session.id(), timer.schedule(end, life, TimeUnit.NANOSECONDS));
            if (before != null) {
                before.cancel(false);
            }
        }
    }

    void destroy(String id) {
        Optional<Session> ended = find(id);
        if (ended.isEmpty()) {
            return;
        }
        sessions.remove(id);
        Future<?> expiry = expiries.remove(id);
        if (expiry != null) {
            expiry.cancel(false);
        }
        index = ledger.change();
        keys.sessionEnded(
                id, ended.get().behavior().equals("delete"), ended.get().lockDelay());
    }

    void checkLost(String check) {
        for (Session session : all()) {
            if (session.checks().contains(check)) {
                destroy(session.id());
            }
        }
    }

    Optional<Session> find(String id) {
        if (id.length() != ID_LENGTH) {
            throw Refusal.internal("failed session lookup: index error: UUID must be 36 characters");
        }
        return Optional.ofNullable(sessions.get(id));
    }

    /** The id that a lock is asked for, of a session that lives. */
    String require(Request request, String parameter) {
        String id = request.value(parameter).orElse("");
        return find(id).map(Session::id).orElseThrow(() -> Refusal.internal("invalid session \"" + id + "\""));
    }

    List<Session> all() {
        return List.copyOf(sessions.values());
    }

    long index() {
        return index;
    }
}
