package dev.operable.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.config.ByteSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The policies by themselves, on a clock that the test turns. */
final class LimitsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong clock = new AtomicLong(-5);

    @Test
    void concurrencyStartsAt20OrTheMostThereMayBe() {
        assertThat(new AdaptiveLimit(100, SECOND, 0).limit()).isEqualTo(20);
        assertThat(new AdaptiveLimit(3, SECOND, 0).limit()).isEqualTo(3);
    }

    @Test
    void givesAsManyPlacesAsItHas() {
        AdaptiveLimit limit = new AdaptiveLimit(2, SECOND, 0);
        assertThat(limit.take()).isTrue();
        assertThat(limit.take()).isTrue();
        assertThat(limit.take()).isFalse();
        limit.give(0, 1, true);
        assertThat(limit.take()).isTrue();
    }

    @Test
    void growsWhileItIsUsedAndAnswersAreQuickUpToTheMost() {
        AdaptiveLimit limit = new AdaptiveLimit(40, SECOND, 0);
        for (int round = 0; round < 100; round++) {
            rounds(limit, limit.limit(), round * SECOND, round * SECOND + 1);
        }
        assertThat(limit.limit()).isEqualTo(40);
    }

    @Test
    void doesNotGrowWhileItIsHardlyUsed() {
        AdaptiveLimit limit = new AdaptiveLimit(40, SECOND, 0);
        for (int i = 0; i < 1_000; i++) {
            rounds(limit, 5, i, i + 1);
        }
        assertThat(limit.limit()).isEqualTo(20);
    }

    @Test
    void shrinksOnceForAllThatWereSlowTogetherAndNeverBelowOne() {
        AdaptiveLimit limit = new AdaptiveLimit(40, SECOND, 0);

        rounds(limit, 20, SECOND, 3 * SECOND);
        assertThat(limit.limit()).as("20 slow answers of one round").isEqualTo(18);

        for (int round = 2; round < 100; round++) {
            rounds(limit, 1, 3L * round * SECOND, 3L * round * SECOND + 2 * SECOND);
        }
        assertThat(limit.limit()).isEqualTo(1);
        assertThat(limit.take())
                .as("one request finds out whether it is better now")
                .isTrue();
    }

    @Test
    void learnsNothingFromStreams() {
        AdaptiveLimit limit = new AdaptiveLimit(40, SECOND, 0);
        limit.take();
        limit.give(0, 3_600 * SECOND, false);
        assertThat(limit.limit()).isEqualTo(20);
    }

    private static void rounds(AdaptiveLimit limit, int atATime, long begin, long end) {
        for (int i = 0; i < atATime; i++) {
            assertThat(limit.take()).isTrue();
        }
        for (int i = 0; i < atATime; i++) {
            limit.give(begin, end, true);
        }
    }

    @Test
    void aCallerHasABurstAndThenItsRate() {
        CallerRates rates = rates(10, 20, HttpSettings.RateBy.ADDRESS);
        assertThat(taken(rates, null, "10.0.0.1", 100)).isEqualTo(20);
        clock.addAndGet(SECOND);
        assertThat(taken(rates, null, "10.0.0.1", 100)).isEqualTo(10);
        clock.addAndGet(60 * SECOND);
        assertThat(taken(rates, null, "10.0.0.1", 100))
                .as("no more than the burst is saved")
                .isEqualTo(20);
    }

    @Test
    void theBurstIsTwiceTheRateUnlessItIsSaid() {
        assertThat(taken(rates(10, 0, HttpSettings.RateBy.ADDRESS), null, "10.0.0.1", 100))
                .isEqualTo(20);
    }

    @Test
    void saysWhenThereIsATokenAgain() {
        CallerRates rates = rates(1, 1, HttpSettings.RateBy.ADDRESS);
        assertThat(take(rates, null, "10.0.0.1")).isZero();
        assertThat(take(rates, null, "10.0.0.1")).isEqualTo(1);
    }

    @Test
    void callersDoNotPayForEachOther() {
        CallerRates rates = rates(1, 5, HttpSettings.RateBy.ADDRESS);
        taken(rates, "links", "10.0.0.1", 100);
        assertThat(taken(rates, "links", "10.0.0.2", 100)).isEqualTo(5);
        assertThat(taken(rates, "else", "10.0.0.1", 100))
                .as("another name does not make another caller")
                .isZero();
    }

    @Test
    void aHostHasOneBucketForAllOfItsAddressesOfIpv6() {
        CallerRates rates = rates(1, 5, HttpSettings.RateBy.ADDRESS);
        assertThat(taken(rates, null, "2001:db8:1:2::1", 100)).isEqualTo(5);
        assertThat(taken(rates, null, "2001:db8:1:2:ffff::2", 100)).isZero();
        assertThat(taken(rates, null, "2001:db8:1:3::1", 100)).isEqualTo(5);
    }

    @Test
    void byServiceTheNameCountsAndTheAddressOfWhoSaysNone() {
        CallerRates rates = rates(1, 5, HttpSettings.RateBy.SERVICE);
        assertThat(taken(rates, "links", "10.0.0.1", 3)).isEqualTo(3);
        assertThat(taken(rates, "links", "10.0.0.2", 3)).isEqualTo(2);
        assertThat(taken(rates, null, "10.0.0.1", 9)).isEqualTo(5);
    }

    /** Without a bound of the table, whoever makes up names fills the memory; without the shared bucket, they get all they want. */
    @Test
    void theTableIsBoundedAndMakingUpNamesGainsNothing() {
        CallerRates rates = rates(10, 10, HttpSettings.RateBy.SERVICE);
        assertThat(taken(rates, "honest", "10.0.0.1", 5)).isEqualTo(5);
        long admitted = 0;
        for (int i = 0; i < 100_000; i++) {
            admitted += taken(rates, "made-up-" + i, "10.0.0.2", 1);
        }
        assertThat(rates.callers()).isEqualTo(10_000);
        assertThat(admitted).as("one for each bucket, ten from the shared one").isEqualTo(9_999 + 10);
        assertThat(taken(rates, "honest", "10.0.0.1", 100))
                .as("keeps what it had")
                .isEqualTo(5);

        clock.addAndGet(2 * SECOND);
        assertThat(taken(rates, "new", "10.0.0.3", 100))
                .as("full buckets made room")
                .isEqualTo(10);
        assertThat(rates.callers()).isEqualTo(1);
    }

    private CallerRates rates(int perSecond, int burst, HttpSettings.RateBy by) {
        HttpSettings settings =
                new HttpSettings(false, false, new ByteSize(0), 0, Duration.ofSeconds(1), perSecond, burst, by);
        return new CallerRates(settings, clock::get);
    }

    private static long taken(CallerRates rates, @Nullable String service, String address, int requests) {
        long taken = 0;
        for (int i = 0; i < requests; i++) {
            taken += take(rates, service, address) == 0 ? 1 : 0;
        }
        return taken;
    }

    private static long take(CallerRates rates, @Nullable String service, String address) {
        try {
            return rates.take(service, InetAddress.getByName(address));
        } catch (java.net.UnknownHostException literal) {
            throw new AssertionError(literal);
        }
    }

    @Test
    void aBodyThatEndsBeforeItsAnnouncedEndIsBroken() throws Exception {
        InputStream body = new ByteArrayInputStream(new byte[10]);
        BodyGuard whole = new BodyGuard(0, 10);
        assertThat(whole.read(body, new byte[16], 0, 10)).isEqualTo(10);
        assertThat(whole.read(body, new byte[16], 0, 1)).isEqualTo(-1);

        InputStream shorter = new ByteArrayInputStream(new byte[4]);
        BodyGuard half = new BodyGuard(0, 10);
        assertThat(half.read(shorter, new byte[16], 0, 16)).isEqualTo(4);
        assertThatThrownBy(() -> half.read(shorter, new byte[16], 0, 1))
                .isInstanceOf(IOException.class)
                .hasMessage("The body ended after 4 of the 10 bytes that were announced.")
                .satisfies(thrown -> {
                    assertThat(half.caused(new IllegalStateException(thrown))).isTrue();
                    assertThat(half.caused(new IllegalStateException())).isFalse();
                });
    }

    @Test
    void theTimerRemembersABoundedNumberOfSeries() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        RequestTimer timer = new RequestTimer(registry, false);
        for (int i = 0; i < 3_000; i++) {
            timer.record("GET", "/" + i % 1_500, 200, 1, null);
        }
        assertThat(registry.getMeters()).hasSize(1_500);
        assertThat(registry.get("http.server.requests")
                        .tag("uri", "/1499")
                        .timer()
                        .count())
                .isEqualTo(2);
    }
}
