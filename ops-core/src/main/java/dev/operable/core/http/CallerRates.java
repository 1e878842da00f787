package dev.operable.core.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket for each caller, in a bounded table. A caller whose bucket is full again is forgotten, which changes
 * nothing for it. Those that find the table full share one bucket, so that nobody gains by making up names. Safe for use
 * by many threads.
 */
final class CallerRates {
    private static final int MAX_CALLERS = 10_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String UNKNOWN = "";

    /** The first 64 bits of an IPv6 address. */
    private record Network(long bits) {}

    private final int perSecond;
    private final int burst;
    private final boolean byService;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<Object, Bucket> buckets = new ConcurrentHashMap<>();
    private final Bucket others;
    private long lastSweep; // guarded by this

    CallerRates(HttpSettings settings, LongSupplier nanoTime) {
        this.perSecond = settings.ratePerSecond();
        // Twice the rate where nothing is said; a long, since twice an int may be more than one.
        long wanted = settings.rateBurst() > 0 ? settings.rateBurst() : 2L * perSecond;
        this.burst = (int) Math.min(wanted, Integer.MAX_VALUE);
        this.byService = settings.rateBy() == HttpSettings.RateBy.SERVICE;
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        this.others = new Bucket(now);
        this.lastSweep = now;
    }

    /** Takes a token of the caller's: 0, or after how many whole seconds there is one again. */
    long take(@Nullable String service, @Nullable InetAddress peer) {
        long now = nanoTime.getAsLong();
        return bucket(key(service, peer), now).take(now);
    }

    int callers() {
        return buckets.size();
    }

    /** Of another type for each kind of caller, so that an address is not taken for the name of a service. */
    private Object key(@Nullable String service, @Nullable InetAddress peer) {
        if (byService && service != null) {
            return service;
        }
        if (peer == null) {
            return UNKNOWN;
        }
        return peer instanceof Inet6Address address
                ? new Network(ByteBuffer.wrap(address.getAddress()).getLong())
                : peer;
    }

    private Bucket bucket(Object key, long now) {
        Bucket known = buckets.get(key);
        if (known != null) {
            return known;
        }
        if (buckets.size() >= MAX_CALLERS) {
            sweep(now);
            if (buckets.size() >= MAX_CALLERS) {
                return others;
            }
        }
        return buckets.computeIfAbsent(key, unknown -> new Bucket(now));
    }

    /** At most once a second, since a table full of busy callers would be looked through in vain. */
    private synchronized void sweep(long now) {
        if (now - lastSweep >= SECOND) {
            lastSweep = now;
            buckets.values().removeIf(bucket -> bucket.isFull(now));
        }
    }

    private final class Bucket {
        private double tokens = burst; // this and the next: guarded by this
        private long filled;

        Bucket(long now) {
            filled = now;
        }

        synchronized long take(long now) {
            fill(now);
            if (tokens >= 1) {
                tokens--;
                return 0;
            }
            return Math.max(1, (long) Math.ceil((1 - tokens) / perSecond));
        }

        synchronized boolean isFull(long now) {
            fill(now);
            return tokens >= burst;
        }

        private void fill(long now) {
            // Two threads may have read the time in one order and come here in the other.
            long passed = Math.max(0, now - filled);
            tokens = Math.min(burst, tokens + (double) passed * perSecond / SECOND);
            filled += passed;
        }
    }
}
