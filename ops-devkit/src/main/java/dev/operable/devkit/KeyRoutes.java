package dev.operable.devkit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code /v1/kv}: values, prefixes, compare-and-set, locks. */
final class KeyRoutes {
    private final Ledger ledger;
    private final Keys keys;
    private final Sessions sessions;
    private final Queries queries;

    KeyRoutes(Ledger ledger, Keys keys, Sessions sessions, Queries queries) {
        this.ledger = ledger;
        this.keys = keys;
        this.sessions = sessions;
        this.queries = queries;
    }

    void addTo(Routes routes) {
        routes.get("/v1/kv/", this::get).put("/v1/kv/", this::put).delete("/v1/kv/", this::delete);
    }

    private Answer get(Request request) throws InterruptedException {
        if (request.has("keys")) {
            return queries.answer(
                    request,
                    () -> names(request.name(), request.value("separator").orElse("")));
        }
        if (request.has("recurse")) {
            return queries.answer(request, () -> found(keys.indexUnder(request.name()), keys.under(request.name())));
        }
        String key = request.requireName("key name");
        return queries.answer(request, () -> {
            List<KeyEntry> one = keys.get(key).stream().toList();
            return request.has("raw") && !one.isEmpty() ? raw(one.get(0)) : found(keys.indexOf(key), one);
        });
    }

    private static Found found(long index, List<KeyEntry> entries) {
        if (entries.isEmpty()) {
            return new Found(index, Answer.empty(404));
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        entries.forEach(entry -> array.add(entry.view()));
        return Found.json(index, array);
    }

    private static Found raw(KeyEntry entry) {
        return new Found(
                entry.modifyIndex(),
                new Answer(
                        200, Map.of("Content-Type", "text/plain", "X-Content-Type-Options", "nosniff"), entry.bytes()));
    }

    /** The keys under a prefix; with a separator only down to the next one after it. */
    private Found names(String prefix, String separator) {
        Set<String> names = new LinkedHashSet<>();
        for (KeyEntry entry : keys.under(prefix)) {
            int end = separator.isEmpty() ? -1 : entry.key().indexOf(separator, prefix.length());
            names.add(end < 0 ? entry.key() : entry.key().substring(0, end + separator.length()));
        }
        long index = keys.indexUnder(prefix);
        return names.isEmpty()
                ? new Found(index, Answer.empty(404))
                : Found.json(index, Views.strings(new ArrayList<>(names)));
    }

    private Answer put(Request request) {
        String key = request.requireName("key name");
        oneOf(request, "cas", "acquire", "release");
        String value = Base64.getEncoder().encodeToString(request.body());
        KeyEntry entry = new KeyEntry(key, number(request, "flags"), value, "", 0, 0, 0);
        return ledger.exclusively(() -> {
            if (request.has("acquire")) {
                return Answer.json(keys.acquire(entry, sessions.require(request, "acquire")));
            }
            if (request.has("release")) {
                return Answer.json(keys.release(entry, request.value("release").orElse("")));
            }
            return Answer.json(request.has("cas") ? keys.putIf(entry, number(request, "cas")) : keys.put(entry));
        });
    }

    private Answer delete(Request request) {
        oneOf(request, "recurse", "cas");
        if (!request.has("recurse")) {
            request.requireName("key name");
        }
        return ledger.exclusively(() -> {
            if (request.has("cas")) {
                return Answer.json(keys.deleteIf(request.name(), number(request, "cas")));
            }
            if (request.has("recurse")) {
                keys.deleteAll(request.name());
            } else {
                keys.delete(request.name());
            }
            return Answer.json(true);
        });
    }

    private static void oneOf(Request request, String... flags) {
        if (List.of(flags).stream().filter(request::has).count() > 1) {
            String all = request.query().entrySet().stream()
                    .map(flag -> flag.getKey() + "="
                            + URLEncoder.encode(flag.getValue().get(0), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            throw Refusal.badRequest("Conflicting flags: " + all);
        }
    }

    private static long number(Request request, String parameter) {
        String text = request.value(parameter).orElse("0");
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw Refusal.internal("strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
        }
    }
}
