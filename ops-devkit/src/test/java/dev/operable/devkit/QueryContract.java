package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.AgentClient.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

abstract class QueryContract extends AgentContract {
    @Test
    void wakesABlockingQueryOnAChange() throws Exception {
        agent.register("{\"Name\":\"" + name + "\"}");
        long index = agent.get(health()).index();
        CompletableFuture<Reply> waiting = agent.getLater(health() + "?wait=20s&index=" + index);
        agent.register("{\"Name\":\"" + name + "\",\"ID\":\"" + name + "-2\"}");
        Reply woken = waiting.get(15, TimeUnit.SECONDS);
        assertThat(woken.index()).isGreaterThan(index);
        assertThat(woken.json()).hasSize(2);
    }

    @Test
    void wakesABlockingQueryForWhatDidNotExistYet() throws Exception {
        CompletableFuture<Reply> waiting = agent.getLater(
                health() + "?wait=20s&index=" + agent.get(health()).index());
        agent.register("{\"Name\":\"" + name + "\"}");
        // Another service's change may come first.
        waiting.get(15, TimeUnit.SECONDS);
        agent.until(health(), Duration.ofSeconds(15), found -> found.size() == 1);
    }

    @Test
    void returnsAtTheEndOfTheWaitWithTheSameIndex() {
        agent.register("{\"Name\":\"" + name + "\"}");
        long index = agent.get(health()).index();
        long started = System.nanoTime();
        Reply same = agent.get(health() + "?wait=1s&index=" + index);
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        assertThat(took).isBetween(Duration.ofMillis(950), Duration.ofSeconds(15));
        assertThat(same.index()).isEqualTo(index);
        assertThat(same.json()).hasSize(1);
    }

    @Test
    void waitsInVainOnAnIndexThatIsNotReached() {
        agent.register("{\"Name\":\"" + name + "\"}");
        long started = System.nanoTime();
        Reply answer = agent.get(health() + "?wait=1s&index=999999");
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofMillis(950));
        assertThat(answer.index()).isLessThan(999999);
    }

    @Test
    void answersAtOnceWithoutAnIndexOrWithAnOldOne() {
        agent.register("{\"Name\":\"" + name + "\"}");
        long started = System.nanoTime();
        assertThat(agent.get(health() + "?wait=20s").index()).isGreaterThanOrEqualTo(1);
        assertThat(agent.get(health() + "?wait=20s&index=0").status()).isEqualTo(200);
        assertThat(agent.get(health() + "?wait=20s&index=1").status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void leavesTheIndexOfAServiceAloneWhenAnotherChanges() {
        agent.register("{\"Name\":\"" + name + "\"}");
        long index = agent.get(health()).index();
        agent.register("{\"Name\":\"" + name + "-other\"}");
        assertThat(agent.get(health()).index()).isEqualTo(index);
        assertThat(agent.get(health() + "-other").index()).isGreaterThan(index);
        assertThat(agent.get("/v1/catalog/service/" + name).index()).isEqualTo(index);
    }

    @Test
    void saysWhoAnswered() {
        Reply reply = agent.get(health());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("[]");
        assertThat(reply.index()).isGreaterThanOrEqualTo(1);
        assertThat(reply.headers().firstValue("X-Consul-KnownLeader")).hasValue("true");
        assertThat(reply.headers().firstValue("X-Consul-LastContact")).hasValue("0");
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void dropsWarningsAndCriticalOnesFromThePassing() {
        for (String status : new String[] {"passing", "warning", "critical"}) {
            agent.register("{'Name':'%s','ID':'%s-%s','Check':{'TTL':'60s','Status':'%s'}}"
                    .formatted(name, name, status, status)
                    .replace('\'', '"'));
        }
        assertThat(agent.get(health()).json()).hasSize(3);
        assertThat(agent.get(health() + "?passing=false").json()).hasSize(3);
        for (String passing : new String[] {"passing", "passing=", "passing=1", "passing=true"}) {
            assertThat(agent.get(health() + "?" + passing).json()).hasSize(1);
        }
        assertThat(agent.get(health() + "?passing").body()).contains(name + "-passing");
        refused(health() + "?passing=zz", 400, "Invalid value for ?passing");
    }

    @Test
    void findsInstancesThatHaveAllOfTheTags() {
        agent.register("{'Name':'%s','ID':'%s-1','Tags':['x','y']}"
                .formatted(name, name)
                .replace('\'', '"'));
        agent.register(
                "{'Name':'%s','ID':'%s-2','Tags':['x']}".formatted(name, name).replace('\'', '"'));
        assertThat(agent.get(health() + "?tag=x").json()).hasSize(2);
        assertThat(agent.get(health() + "?tag=X").json()).hasSize(2);
        assertThat(agent.get(health() + "?tag=x&tag=y").json()).hasSize(1);
        assertThat(agent.get(health() + "?tag=z").json()).isEmpty();
        assertThat(agent.get(health() + "?near=_agent").json()).hasSize(2);
    }

    @Test
    void takesAQuestionForAnyOrForTheLatestAnswer() {
        agent.register("{\"Name\":\"" + name + "\"}");
        for (String consistency : new String[] {"stale", "consistent"}) {
            Reply reply = agent.get(health() + "?" + consistency);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json()).hasSize(1);
            assertThat(reply.index()).isGreaterThanOrEqualTo(1);
            assertThat(agent.get("/v1/kv/" + name + "?" + consistency).status()).isEqualTo(404);
            assertThat(agent.get("/v1/session/list?" + consistency).status()).isEqualTo(200);
            assertThat(agent.get("/v1/catalog/service/" + name + "?" + consistency)
                            .json())
                    .hasSize(1);
        }
    }

    @Test
    void waitsForAChangeOfTheAgentsOwnServiceByItsHash() throws Exception {
        String own = "/v1/agent/service/" + name;
        agent.register("{\"Name\":\"" + name + "\",\"Port\":1}");
        Reply first = agent.get(own);
        String hash = first.headers().firstValue("X-Consul-ContentHash").orElseThrow();
        assertThat(hash).matches("[0-9a-f]{16}");
        assertThat(first.json().get("ContentHash").stringValue()).isEqualTo(hash);
        assertThat(agent.get(own + "?wait=20s&hash=other").json().get("Port").intValue())
                .isEqualTo(1);

        long started = System.nanoTime();
        Reply same = agent.get(own + "?wait=1s&hash=" + hash);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofMillis(950));
        assertThat(same.headers().firstValue("X-Consul-ContentHash")).hasValue(hash);

        CompletableFuture<Reply> waiting = agent.getLater(own + "?wait=30s&hash=" + hash);
        agent.register("{\"Name\":\"" + name + "\",\"Port\":2}");
        Reply changed = waiting.get(20, TimeUnit.SECONDS);
        assertThat(changed.json().get("Port").intValue()).isEqualTo(2);
        String next = changed.headers().firstValue("X-Consul-ContentHash").orElseThrow();
        assertThat(next).isNotEqualTo(hash);

        CompletableFuture<Reply> gone = agent.getLater(own + "?wait=30s&hash=" + next);
        agent.put("/v1/agent/service/deregister/" + name);
        assertThat(gone.get(20, TimeUnit.SECONDS).status()).isEqualTo(404);
        refused(own + "?hash=" + next + "&wait=abc", 400, "Invalid wait time");
    }

    @Test
    void saysWhatIsWrongWithAQuery() {
        refused(health() + "?index=abc", 400, "Invalid index");
        refused(health() + "?index=-1", 400, "Invalid index");
        refused(health() + "?index=5&wait=abc", 400, "Invalid wait time");
        refused(health() + "?stale&consistent", 400, "Cannot specify ?stale with ?consistent, conflicting semantics.");
        refused(health() + "?dc=elsewhere", 500, "No path to datacenter");
        refused("/v1/health/service/", 400, "Missing service name");
        refused("/v1/catalog/service/", 400, "Missing service name");
        refused("/v1/session/create", 405, "method GET not allowed");
        refused("/v1/agent/service/register", 405, "method GET not allowed");
    }

    @Test
    void doesNotKnowOtherEndpoints() {
        for (String path : new String[] {"/v1/nope", "/nope", "/v1/agent", "/v1/kvs/a"}) {
            refused(path, 404, "");
        }
    }

    @Test
    void saysWhoItIs() {
        assertThat(agent.get("/v1/status/leader").text()).matches("\"127\\.0\\.0\\.1:[0-9]+\"");
        var self = agent.get("/v1/agent/self").json();
        assertThat(self.get("Config").get("Version").stringValue()).isNotEmpty();
        assertThat(self.get("Config").get("Datacenter").stringValue()).isEqualTo("dc1");
        assertThat(self.get("Member").get("Addr").stringValue()).isEqualTo("127.0.0.1");
        assertThat(agent.get("/v1/catalog/services").json().has("consul")).isTrue();
    }

    private String health() {
        return "/v1/health/service/" + name;
    }

    private void refused(String path, int status, String text) {
        assertThat(agent.get(path)).extracting(Reply::status, Reply::text).containsExactly(status, text);
    }
}
