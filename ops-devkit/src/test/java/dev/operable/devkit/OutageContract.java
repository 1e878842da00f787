package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.AgentClient.Reply;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a test can do to its agent. */
abstract class OutageContract extends AgentContract {
    @AfterEach
    void bringBack(ConsulAgent consul) {
        consul.resume();
        consul.start();
    }

    @Test
    void killedItRefusesConnectionsAndComesBackEmptyAtItsAddress(ConsulAgent consul) {
        URI address = consul.address();
        agent.register("{\"Name\":\"" + name + "\"}");
        consul.kill();
        consul.kill();
        assertThat(agent.reachable()).isFalse();
        consul.start();
        consul.start();
        assertThat(consul.address()).isEqualTo(address);
        assertThat(agent.get("/v1/agent/services").json().has(name)).isFalse();
        agent.register("{\"Name\":\"" + name + "\"}");
        assertThat(agent.get("/v1/health/service/" + name).json()).hasSize(1);
    }

    @Test
    void killedItBreaksWhatWaits(ConsulAgent consul) {
        CompletableFuture<Reply> waiting = agent.getLater("/v1/health/service/" + name + "?wait=60s&index=999999");
        consul.kill();
        assertThat(waiting).failsWithin(5, TimeUnit.SECONDS);
    }

    @Test
    void pausedItAcceptsAndDoesNotAnswer(ConsulAgent consul) throws Exception {
        consul.pause();
        consul.pause();
        assertThat(agent.reachable()).isFalse();
        CompletableFuture<Reply> waiting = agent.getLater("/v1/status/leader");
        consul.resume();
        assertThat(waiting.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(agent.get("/v1/status/leader").status()).isEqualTo(200);
    }

    @Test
    void restartedEmptyItKnowsNothing(ConsulAgent consul) {
        agent.register("{\"Name\":\"" + name + "\"}");
        agent.put("/v1/kv/" + name, "v");
        consul.restartEmpty();
        assertThat(agent.get("/v1/agent/services").json()).isEmpty();
        assertThat(agent.get("/v1/kv/" + name).status()).isEqualTo(404);
    }
}
