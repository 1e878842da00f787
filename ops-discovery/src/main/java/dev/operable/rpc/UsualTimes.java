package dev.operable.rpc;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The usual times of a service's calls by method and template: a report takes longer than a ping, and neither is slow. */
final class UsualTimes {
    private final ConcurrentMap<String, ConcurrentMap<String, UsualTime>> times = new ConcurrentHashMap<>();

    UsualTime of(Call call) {
        ConcurrentMap<String, UsualTime> byMethod = times.get(call.uri());
        if (byMethod == null) {
            byMethod = times.computeIfAbsent(call.uri(), uri -> new ConcurrentHashMap<>());
        }
        UsualTime usual = byMethod.get(call.request().method());
        return usual == null ? byMethod.computeIfAbsent(call.request().method(), method -> new UsualTime()) : usual;
    }
}
