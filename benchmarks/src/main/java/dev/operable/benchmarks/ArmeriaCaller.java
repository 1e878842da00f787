package dev.operable.benchmarks;

import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.circuitbreaker.CircuitBreaker;
import com.linecorp.armeria.client.circuitbreaker.CircuitBreakerClient;
import com.linecorp.armeria.client.circuitbreaker.CircuitBreakerRule;
import com.linecorp.armeria.client.endpoint.EndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import com.linecorp.armeria.client.retry.RetryConfig;
import com.linecorp.armeria.client.retry.RetryRule;
import com.linecorp.armeria.client.retry.RetryingClient;
import com.linecorp.armeria.common.SessionProtocol;
import java.time.Duration;
import java.util.Arrays;

/**
 * Armeria's blocking client: a group of endpoints in turn, at most two retries of idempotent requests, a breaker for each
 * host inside of them, and timeouts of the call and of each attempt. No metrics.
 */
final class ArmeriaCaller implements RpcPeer.Caller {
    private final EndpointGroup group;
    private final BlockingWebClient client;

    ArmeriaCaller(int... ports) {
        group = EndpointGroup.of(
                EndpointSelectionStrategy.roundRobin(),
                Arrays.stream(ports)
                        .mapToObj(port -> Endpoint.of("127.0.0.1", port))
                        .toList());
        client = WebClient.builder(SessionProtocol.H1C, group)
                .decorator(CircuitBreakerClient.newPerHostDecorator(
                        CircuitBreaker::of,
                        CircuitBreakerRule.builder()
                                .onServerErrorStatus()
                                .onException()
                                .thenFailure()))
                .decorator(RetryingClient.newDecorator(RetryConfig.builder(RetryRule.failsafe())
                        .maxTotalAttempts(3)
                        .responseTimeoutForEachAttempt(Duration.ofSeconds(1))
                        .build()))
                .responseTimeout(Duration.ofSeconds(3))
                .build()
                .blocking();
    }

    @Override
    public byte[] call() {
        return client.get("/links/7/hits").content().array();
    }

    @Override
    public void close() {
        group.close();
    }
}
