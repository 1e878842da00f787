package dev.operable.core.http;

import dev.operable.config.ByteSize;
import dev.operable.config.Check;
import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import java.time.Duration;

/**
 * What is done with every incoming request. Immutable.
 *
 * @param accessLog whether each answer is an event of the logger {@code ops.access}
 * @param edge whether callers are strangers, whose trace, request id, deadline and name are not believed
 * @param maxBody the longest body of a request; 0 is no limit
 * @param maxConcurrency the most requests that are answered at a time, where the limit finds itself below; 0 is no limit
 * @param slowAfter an answer that takes longer lowers the limit of concurrency
 * @param ratePerSecond how many requests a caller may send on average; 0 is no limit
 * @param rateBurst how many it may send at once after a pause; 0 is twice {@code ratePerSecond}
 * @param rateBy what tells callers apart
 */
public record HttpSettings(
        @Key("OPS_HTTP_ACCESS_LOG") @Default("false") @Doc("Whether each answer is logged, by ops.access.")
        boolean accessLog,

        @Key("OPS_HTTP_EDGE")
        @Default("false")
        @Doc("Whether callers are strangers: their trace, request id, deadline and name are not believed.")
        boolean edge,

        @Key("OPS_HTTP_MAX_BODY")
        @Default("10MiB")
        @Doc("The longest body of a request; a longer one gets 413. 0B is no limit.")
        ByteSize maxBody,

        @Key("OPS_HTTP_MAX_CONCURRENCY")
        @Default("0")
        @Doc("The most requests answered at a time; more get 503. The limit finds itself below. 0 is no limit.")
        int maxConcurrency,

        @Key("OPS_HTTP_SLOW_AFTER") @Default("1s") @Doc("An answer that takes longer lowers the limit of concurrency.")
        Duration slowAfter,

        @Key("OPS_HTTP_RATE")
        @Default("0")
        @Doc("How many requests a second a caller may send; more get 429. 0 is no limit.")
        int ratePerSecond,

        @Key("OPS_HTTP_RATE_BURST")
        @Default("0")
        @Doc("How many requests a caller may send at once after a pause; 0 is twice OPS_HTTP_RATE.")
        int rateBurst,

        @Key("OPS_HTTP_RATE_BY")
        @Default("address")
        @Doc("What tells callers apart: address, or service, the name that they say.")
        RateBy rateBy) {

    /** What tells callers apart for the limit of their rate. */
    public enum RateBy {
        /** The IP address of the connection; of IPv6 the first 64 bits, since a host has all of the others. */
        ADDRESS,
        /** The name in {@code Ops-Caller}, or the address of who does not say one. For callers that can be believed. */
        SERVICE
    }

    public HttpSettings {
        Check.notNegative("maxConcurrency", maxConcurrency);
        Check.positive("slowAfter", slowAfter);
        Check.notNegative("ratePerSecond", ratePerSecond);
        Check.notNegative("rateBurst", rateBurst);
    }

    /** No access log, callers believed, bodies up to 10 MiB, no limit of concurrency or rate. */
    public static HttpSettings defaults() {
        return new HttpSettings(false, false, new ByteSize(10 << 20), 0, Duration.ofSeconds(1), 0, 0, RateBy.ADDRESS);
    }
}
