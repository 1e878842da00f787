package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.AgentClient.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

abstract class KeyContract extends AgentContract {
    @Test
    void givesBackWhatWasPut() {
        assertThat(agent.put(key("a/b") + "?flags=42", "one").text()).isEqualTo("true");
        Reply reply = agent.get(key("a/b"));
        JsonNode entry = reply.json().get(0);
        assertThat(entry.get("Key").stringValue()).isEqualTo(name + "/a/b");
        assertThat(entry.get("Value").stringValue()).isEqualTo("b25l");
        assertThat(entry.get("Flags").intValue()).isEqualTo(42);
        assertThat(entry.get("LockIndex").intValue()).isZero();
        assertThat(entry.has("Session")).isFalse();
        assertThat(entry.get("ModifyIndex").longValue()).isEqualTo(reply.index());
        assertThat(agent.get(key("a/b") + "?raw").body()).isEqualTo("one");

        agent.put(key("empty"));
        assertThat(agent.get(key("empty")).json().get(0).get("Value").isNull()).isTrue();
        agent.put(key("a+b%20%C3%A9"), "x");
        assertThat(agent.get(key("a+b%20%C3%A9")).json().get(0).get("Key").stringValue())
                .isEqualTo(name + "/a+b é");
    }

    @Test
    void answersForAMissingKeyWithAnIndexToWaitOn() throws Exception {
        Reply missing = agent.get(key("late"));
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.index()).isGreaterThanOrEqualTo(1);
        assertThat(missing.body()).isEmpty();
        assertThat(agent.get(key("") + "?recurse").status()).isEqualTo(404);
        assertThat(agent.get(key("") + "?keys").status()).isEqualTo(404);
        assertThat(agent.get(key("late") + "?raw").status()).isEqualTo(404);

        CompletableFuture<Reply> waiting = agent.getLater(key("late") + "?wait=20s&index=" + missing.index());
        agent.put(key("late"), "here");
        Reply found = waiting.get(15, TimeUnit.SECONDS);
        assertThat(found.index()).isGreaterThan(missing.index());
    }

    @Test
    void wakesTheWatcherOfAKeyForThatKeyOnly() throws Exception {
        agent.put(key("a"), "1");
        long index = agent.get(key("a")).index();
        agent.put(key("b"), "1");
        agent.put(key("a"), "1");
        assertThat(agent.get(key("a")).index()).isEqualTo(index);
        CompletableFuture<Reply> waiting = agent.getLater(key("a") + "?wait=20s&index=" + index);
        agent.put(key("a"), "2");
        assertThat(waiting.get(15, TimeUnit.SECONDS).index()).isGreaterThan(index);
    }

    @Test
    void listsWhatIsUnderAPrefixAndNoticesWhatGoes() {
        agent.put(key("a/1"), "x");
        agent.put(key("a/2/3"), "x");
        agent.put(key("b"), "x");
        assertThat(agent.get(key("a") + "?recurse").json()).hasSize(2);
        assertThat(agent.get(key("") + "?keys").json())
                .hasToString("[\"%s/a/1\",\"%s/a/2/3\",\"%s/b\"]".formatted(name, name, name));
        assertThat(agent.get(key("a/") + "?keys&separator=/").json())
                .hasToString("[\"%s/a/1\",\"%s/a/2/\"]".formatted(name, name));

        long before = agent.get(key("a") + "?recurse").index();
        agent.put(key("b"), "y");
        assertThat(agent.get(key("a") + "?recurse").index()).isEqualTo(before);
        assertThat(agent.delete(key("a/1")).text()).isEqualTo("true");
        Reply after = agent.get(key("a") + "?recurse");
        assertThat(after.index()).isGreaterThan(before);
        assertThat(after.json()).hasSize(1);

        assertThat(agent.delete(key("") + "?recurse").text()).isEqualTo("true");
        Reply gone = agent.get(key("") + "?recurse");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.index()).isGreaterThan(after.index());
        assertThat(agent.get(key("a") + "?recurse").index()).isEqualTo(after.index());
        assertThat(agent.delete(key("a/1")).text()).isEqualTo("true");
    }

    @Test
    void setsAndDeletesOnlyWhatIsAsExpected() {
        assertThat(agent.put(key("k") + "?cas=77", "x").text()).isEqualTo("false");
        assertThat(agent.put(key("k") + "?cas=0", "x").text()).isEqualTo("true");
        assertThat(agent.put(key("k") + "?cas=0", "y").text()).isEqualTo("false");
        long index = agent.get(key("k")).index();
        assertThat(agent.put(key("k") + "?cas=" + index, "z").text()).isEqualTo("true");
        assertThat(agent.get(key("k") + "?raw").body()).isEqualTo("z");
        assertThat(agent.delete(key("k") + "?cas=" + index).text()).isEqualTo("false");
        assertThat(agent.delete(key("k") + "?cas=0").text()).isEqualTo("false");
        assertThat(agent.delete(key("k") + "?cas=" + agent.get(key("k")).index())
                        .text())
                .isEqualTo("true");
        assertThat(agent.get(key("k")).status()).isEqualTo(404);
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        assertThat(agent.put("/v1/kv/", "x"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(400, "Missing key name");
        assertThat(agent.get("/v1/kv/"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(400, "Missing key name");
        assertThat(agent.delete("/v1/kv/"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(400, "Missing key name");
        assertThat(agent.put(key("k") + "?cas=zz", "x"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(500, "strconv.ParseUint: parsing \"zz\": invalid syntax");
        assertThat(agent.put(key("k") + "?flags=x", "x").status()).isEqualTo(500);
        assertThat(agent.put(key("k") + "?cas=0&acquire=a", "x"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(400, "Conflicting flags: acquire=a&cas=0");
        assertThat(agent.delete(key("k") + "?recurse&cas=1"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(400, "Conflicting flags: cas=1&recurse=");
    }

    @Test
    void takesHalfAMebibyteAndNoMore() {
        String largest = "x".repeat(512 * 1024);
        assertThat(agent.put(key("big"), largest).text()).isEqualTo("true");
        Reply refused = agent.put(key("big"), largest + "x");
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.text()).startsWith("Request body(524289 bytes) too large, max size: 524288 bytes.");
        agent.delete(key("big"));
    }

    private String key(String rest) {
        return "/v1/kv/" + name + "/" + rest;
    }
}
