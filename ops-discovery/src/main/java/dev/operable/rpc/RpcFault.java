package dev.operable.rpc;

import dev.operable.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A fault to be played to the callers of a service: answers that come late, with an error, or not at all. Immutable.
 *
 * <pre>{@code
 * RpcFault.status(503).share(0.2).at("10.0.0.7:8080").lasting(Duration.ofMinutes(10))
 * }</pre>
 *
 * @param latency how much later the attempt begins
 * @param status the answer, which no server gave; 400 to 599
 * @param abort whether the connection breaks before the answer; not with a status
 * @param share of the attempts, above 0 and at most 1; 1
 * @param instance the only one that it is played for, by its id or as {@code host:port}; empty is any
 * @param lasts after which it ends by itself; 5 min, a day at the most
 */
public record RpcFault(
        Duration latency, OptionalInt status, boolean abort, double share, Optional<String> instance, Duration lasts) {
    static final Duration USUALLY = Duration.ofMinutes(5);

    public RpcFault {
        require(!latency.isNegative(), "latency", Durations.text(latency), "must not be negative");
        require(
                status.isEmpty() || (status.getAsInt() >= 400 && status.getAsInt() <= 599),
                "status",
                status.isEmpty() ? "" : String.valueOf(status.getAsInt()),
                "must be from 400 to 599");
        require(!abort || status.isEmpty(), "abort", "true", "does not go together with a status");
        require(
                abort || status.isPresent() || !latency.isZero(),
                "latency",
                Durations.text(latency),
                "must be more than nothing where there is neither a status nor an abort");
        instance.ifPresent(one -> require(
                one.matches("[\\x21-\\x7e]{1,256}"), "instance", "", "must be an id or host:port of visible ASCII"));
        require(share > 0 && share <= 1, "share", String.valueOf(share), "must be above 0 and at most 1");
        RpcOptions.positive("lasts", lasts);
    }

    private static void require(boolean holds, String name, String value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " " + rule + ", but is \"" + value + "\"");
        }
    }

    /** Attempts take so much longer; an attempt that has less time than that ends as one to an instance that hangs. */
    public static RpcFault latency(Duration more) {
        return new RpcFault(more, OptionalInt.empty(), false, 1, Optional.empty(), USUALLY);
    }

    /** Attempts are answered with this status and reach no server. */
    public static RpcFault status(int status) {
        return new RpcFault(Duration.ZERO, OptionalInt.of(status), false, 1, Optional.empty(), USUALLY);
    }

    /** The connection of attempts breaks, and they reach no server. */
    public static RpcFault aborted() {
        return new RpcFault(Duration.ZERO, OptionalInt.empty(), true, 1, Optional.empty(), USUALLY);
    }

    /** The same after a while. */
    public RpcFault after(Duration more) {
        return new RpcFault(more, status, abort, share, instance, lasts);
    }

    /** The same for some of the attempts only. */
    public RpcFault share(double ofAttempts) {
        return new RpcFault(latency, status, abort, ofAttempts, instance, lasts);
    }

    /** The same for the attempts at one instance only. */
    public RpcFault at(String idOrAddress) {
        return new RpcFault(latency, status, abort, share, Optional.of(idOrAddress), lasts);
    }

    /** The same with another end. */
    public RpcFault lasting(Duration time) {
        return new RpcFault(latency, status, abort, share, instance, time);
    }

    boolean isAt(Node node) {
        return instance.isEmpty()
                || instance.get().equals(node.address())
                || instance.get().equals(node.id());
    }

    /** For people: {@code status 503 for 20 % of the attempts at 10.0.0.7:8080}. */
    @Override
    public String toString() {
        List<String> what = new ArrayList<>();
        if (!latency.isZero()) {
            what.add(Durations.text(latency) + " later");
        }
        status.ifPresent(code -> what.add("status " + code));
        if (abort) {
            what.add("connection broken");
        }
        String percent = share == 1 ? "" : String.format(Locale.ROOT, " for %.4g %% of the attempts", 100 * share);
        return String.join(" and ", what)
                + percent
                + instance.map(one -> " at " + one).orElse("");
    }
}
