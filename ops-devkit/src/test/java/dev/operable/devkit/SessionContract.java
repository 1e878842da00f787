package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.AgentClient.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

abstract class SessionContract extends AgentContract {
    private static final String UNKNOWN = "adf4238a-882b-9ddc-4a9d-5b6758e4159e";

    @Test
    void describesASession() {
        String id = agent.createSession("{\"Name\":\"n\",\"TTL\":\"10s\",\"LockDelay\":\"2s\"}");
        Reply reply = agent.get("/v1/session/info/" + id);
        JsonNode session = reply.json().get(0);
        assertThat(session.get("ID").stringValue()).isEqualTo(id);
        assertThat(session.get("Name").stringValue()).isEqualTo("n");
        assertThat(session.get("TTL").stringValue()).isEqualTo("10s");
        assertThat(session.get("LockDelay").longValue()).isEqualTo(2_000_000_000L);
        assertThat(session.get("Behavior").stringValue()).isEqualTo("release");
        assertThat(session.get("NodeChecks")).hasToString("[\"serfHealth\"]");
        assertThat(session.get("ServiceChecks").isNull()).isTrue();
        assertThat(reply.index()).isEqualTo(session.get("CreateIndex").longValue());
        assertThat(agent.put("/v1/session/renew/" + id).json().get(0).get("TTL").stringValue())
                .isEqualTo("10s");
        assertThat(agent.get("/v1/session/list").body()).contains(id);

        assertThat(agent.put("/v1/session/destroy/" + id).text()).isEqualTo("true");
        assertThat(agent.get("/v1/session/info/" + id).text()).isEqualTo("[]");
        assertThat(agent.put("/v1/session/renew/" + id))
                .extracting(Reply::status, Reply::text)
                .containsExactly(404, "Session id '" + id + "' not found");
    }

    @Test
    void defaultsToALockDelayOfFifteenSecondsAndReadsNumbersAsSeconds() {
        assertThat(lockDelay("")).isEqualTo(15_000_000_000L);
        assertThat(lockDelay("{\"LockDelay\":5}")).isEqualTo(5_000_000_000L);
        assertThat(lockDelay("{\"LockDelay\":70000000000}")).isEqualTo(70_000_000_000L);
        assertThat(lockDelay("{\"LockDelay\":\"0s\"}")).isZero();
    }

    private long lockDelay(String json) {
        String id = agent.createSession(json);
        return agent.get("/v1/session/info/" + id)
                .json()
                .get(0)
                .get("LockDelay")
                .longValue();
    }

    @Test
    void saysWhatIsWrongWithASession() {
        refused("{'TTL':'9s'}", 500, "Invalid Session TTL '9000000000', must be between [10s=24h0m0s]");
        refused("{'TTL':'86401s'}", 500, "Invalid Session TTL '86401000000000', must be between [10s=24h0m0s]");
        refused("{'TTL':'abc'}", 500, "Session TTL 'abc' invalid: time: invalid duration \"abc\"");
        refused("{'Behavior':'zz'}", 500, "Invalid Behavior setting 'zz'");
        refused("{'Node':'zz'}", 500, "Missing node registration");
        refused("{'Checks':['nope']}", 500, "Missing check 'nope' registration");
        refused("{'LockDelay':'abc'}", 400, "Request decode failed: time: invalid duration \"abc\"");
        assertThat(agent.put("/v1/session/destroy/"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(400, "Missing session");
        assertThat(agent.put("/v1/session/destroy/" + UNKNOWN).text()).isEqualTo("true");
        assertThat(agent.put("/v1/session/destroy/x"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(500, "failed session lookup: index error: UUID must be 36 characters");
    }

    private void refused(String json, int status, String text) {
        assertThat(agent.put("/v1/session/create", json.replace('\'', '"')))
                .extracting(Reply::status, Reply::text)
                .containsExactly(status, text);
    }

    @Test
    void locksAKeyForOneSessionAtATime() {
        String one = agent.createSession("");
        String other = agent.createSession("");
        assertThat(put("acquire", one, "v")).isEqualTo("true");
        assertThat(entry().get("Session").stringValue()).isEqualTo(one);
        assertThat(entry().get("LockIndex").intValue()).isEqualTo(1);
        assertThat(put("acquire", one, "v2")).isEqualTo("true");
        assertThat(entry().get("LockIndex").intValue()).isEqualTo(1);
        assertThat(put("acquire", other, "v")).isEqualTo("false");
        assertThat(put("release", other, "v")).isEqualTo("false");
        assertThat(put("release", one, "v")).isEqualTo("true");
        assertThat(entry().has("Session")).isFalse();
        assertThat(put("acquire", other, "v3")).isEqualTo("true");
        assertThat(entry().get("LockIndex").intValue()).isEqualTo(2);
        assertThat(entry().get("Value").stringValue()).isEqualTo("djM=");
        // Locks are advisory.
        assertThat(agent.put(key(), "plain").text()).isEqualTo("true");
        assertThat(entry().get("Session").stringValue()).isEqualTo(other);
    }

    @Test
    void locksForLivingSessionsOnly() {
        assertThat(agent.put(key() + "?acquire=" + UNKNOWN, "v"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(500, "invalid session \"" + UNKNOWN + "\"");
        assertThat(agent.put(key() + "?acquire=x", "v").status()).isEqualTo(500);
        assertThat(agent.get(key()).status()).isEqualTo(404);
    }

    @Test
    void delaysTheNextLockWhenTheHolderIsDestroyedAndNotWhenItReleasedFirst() {
        String holder = agent.createSession("{\"LockDelay\":\"3s\"}");
        String next = agent.createSession("{\"LockDelay\":\"3s\"}");
        put("acquire", holder, "v");
        long destroyed = System.nanoTime();
        agent.put("/v1/session/destroy/" + holder);
        assertThat(entry().has("Session")).isFalse();
        assertThat(put("acquire", next, "v")).isEqualTo("false");
        awaitLock(next, Duration.ofSeconds(20));
        assertThat(Duration.ofNanos(System.nanoTime() - destroyed)).isGreaterThan(Duration.ofMillis(2950));

        String third = agent.createSession("");
        put("release", next, "v");
        agent.put("/v1/session/destroy/" + next);
        assertThat(put("acquire", third, "v")).isEqualTo("true");
    }

    @Test
    void deletesTheKeysOfASessionThatWantsIt() {
        String session = agent.createSession("{\"Behavior\":\"delete\",\"LockDelay\":\"0s\"}");
        put("acquire", session, "v");
        long index = agent.get(key()).index();
        agent.put("/v1/session/destroy/" + session);
        Reply gone = agent.get(key());
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.index()).isGreaterThan(index);
    }

    @Test
    void endsASessionThatIsNotRenewedBetweenOneAndTwoOfItsTtl() {
        long created = System.nanoTime();
        String session = agent.createSession("{\"TTL\":\"10s\",\"LockDelay\":\"0s\"}");
        put("acquire", session, "v");
        agent.until("/v1/session/info/" + session, Duration.ofSeconds(45), found -> found.isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - created)).isGreaterThan(Duration.ofSeconds(10));
        assertThat(entry().has("Session")).isFalse();
    }

    @Test
    void endsASessionWhoseCheckTurnsCritical() {
        String check = "service:" + name;
        agent.register("{\"Name\":\"" + name + "\",\"Check\":{\"TTL\":\"60s\",\"Status\":\"passing\"}}");
        String session = agent.createSession("{\"Checks\":[\"serfHealth\",\"" + check + "\"]}");
        agent.put("/v1/agent/check/fail/" + check);
        agent.until("/v1/session/info/" + session, Duration.ofSeconds(20), found -> found.isEmpty());
        assertThat(agent.put("/v1/session/create", "{\"Checks\":[\"" + check + "\"]}")
                        .text())
                .isEqualTo("Check '" + check + "' is in critical state");
    }

    private void awaitLock(String session, Duration limit) {
        long started = System.nanoTime();
        while (!put("acquire", session, "v").equals("true")) {
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(limit);
            // A pause of the agent's making: nothing changes meanwhile.
            agent.get(key() + "?wait=100ms&index=" + agent.get(key()).index());
        }
    }

    private String key() {
        return "/v1/kv/" + name;
    }

    private JsonNode entry() {
        return agent.get(key()).json().get(0);
    }

    private String put(String verb, String session, String value) {
        return agent.put(key() + "?" + verb + "=" + session, value).text();
    }
}
