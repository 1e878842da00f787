package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.health.CheckResult;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RpcRequestTest {
    private final RpcClient hits = new RpcClient(
            "hits",
            "",
            RpcOptions.defaults(),
            call -> {
                throw new AssertionError("nothing is to be sent");
            },
            CheckResult::pass,
            new RpcThreads(),
            new Json(null),
            () -> Followed.of(RpcOptions.defaults()));

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\u0000b", "a\u007fb", "\u00e9"})
    void refusesHeaderValuesThatAreNotOneLineOfAscii(String value) {
        assertThatThrownBy(() -> hits.get("/").header("X-Secret", "s3cret" + value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("X-Secret")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X Y", "X:Y", "X\r\nY", "Host", "content-length", "Transfer-Encoding"})
    void refusesHeaderNamesThatAreNoneOrNotTheCallers(String name) {
        assertThatThrownBy(() -> hits.get("/").header(name, "v")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesIdempotencyKeysAndTypesWithLineBreaks() {
        assertThatThrownBy(() -> hits.post("/").idempotencyKey("a\r\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hits.post("/").body(new byte[0], "a\r\nb"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** It made the call repeatable, and most servers take it for none. */
    @Test
    void refusesAnEmptyIdempotencyKey() {
        assertThatThrownBy(() -> hits.post("/").idempotencyKey(" "))
                .hasMessageStartingWith("The Idempotency-Key is empty.");
    }

    /** They went out as the text "null". */
    @Test
    @SuppressWarnings("NullAway")
    void refusesValuesThatAreNull() {
        assertThatThrownBy(() -> hits.get("/").query("q", null))
                .hasMessage("The value of the query parameter \"q\" is null; leave it out.");
        assertThatThrownBy(() -> hits.get("/links/{id}", (Object) null)).hasMessageContaining("would change the path");
        assertThatThrownBy(() -> hits.post("/").form(Collections.singletonMap("a", null)))
                .hasMessage("The field \"a\" of the form is null; leave it out.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"links", "", "//host/x", "/a b", "/a\r\nb", "/\u00e9", "/a?b=1", "/a#b", "/{id", "http://host/"})
    void refusesPathsThatAreNot(String path) {
        assertThatThrownBy(() -> hits.get(path)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void refusesVariablesThatWouldChangeThePath(String variable) {
        assertThatThrownBy(() -> hits.get("/links/{id}", variable)).hasMessageContaining("would change the path");
    }

    @Test
    void refusesTooFewAndTooManyVariables() {
        assertThatThrownBy(() -> hits.get("/links/{id}"))
                .hasMessage("The path \"/links/{id}\" has 1 places for variables and got 0 values.");
        assertThatThrownBy(() -> hits.get("/links", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesMethodsThatAreNoToken() {
        assertThatThrownBy(() -> hits.method("GET /x HTTP/1.1\r\n", "/")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesDeadlinesAndOptionsOutsideOfTheirRange() {
        assertThatThrownBy(() -> hits.get("/").deadline(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RpcOptions.builder().retries(-1).build())
                .hasMessage("retries must be between 0 and 10, but is \"-1\"");
        assertThatThrownBy(
                        () -> RpcOptions.builder().attemptTimeout(Duration.ZERO).build())
                .hasMessage("attemptTimeout must be positive, but is \"0s\"");
    }

    @Test
    void refusesOptionsThatContradictEachOther() {
        assertThatThrownBy(() ->
                        RpcOptions.builder().backoff(Duration.ofSeconds(1)).build())
                .hasMessage("backoffAtMost must be at least backoff (1s), but is \"250ms\"");
        assertThatThrownBy(
                        () -> RpcOptions.builder().ejectFor(Duration.ofHours(1)).build())
                .hasMessage("ejectAtMost must be at least ejectFor (1h), but is \"1m\"");
        assertThatThrownBy(() ->
                        RpcOptions.builder().resolveWithin(Duration.ofDays(2)).build())
                .hasMessage("resolveWithin must be at most a day (1d), but is \"2d\"");
    }

    @Test
    void refusesWhatIsTheTransportsAndTunnels() {
        assertThatThrownBy(() -> hits.get("/").header("Ops-Deadline-Ms", "5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Ops-Deadline-Ms is set by the transport");
        assertThatThrownBy(() -> hits.method("CONNECT", "/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tunnel");
    }
}
