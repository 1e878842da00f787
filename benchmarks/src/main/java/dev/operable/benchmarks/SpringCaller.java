package dev.operable.benchmarks;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

/** Spring's RestClient over the same transport, balanced by Spring Cloud, in a retry and a breaker of Resilience4j. No metrics. */
final class SpringCaller implements RpcPeer.Caller {
    private final ConfigurableApplicationContext context;
    private final Callable<byte[]> decorated;

    SpringCaller(int... ports) {
        context = SpringBalancer.start(ports);
        RestClient client = context.getBean(RestClient.Builder.class).build();
        Retry retry = Retry.of(
                "hits",
                RetryConfig.custom()
                        .maxAttempts(3)
                        .waitDuration(Duration.ofMillis(25))
                        .build());
        decorated = Retry.decorateCallable(
                retry, CircuitBreaker.decorateCallable(CircuitBreaker.ofDefaults("hits"), () -> body(client)));
    }

    private static byte[] body(RestClient client) {
        byte[] body =
                client.get().uri("http://hits/links/{id}/hits", 7).retrieve().body(byte[].class);
        return body == null ? new byte[0] : body;
    }

    @Override
    public byte[] call() throws Exception {
        return decorated.call();
    }

    @Override
    public void close() {
        context.close();
    }
}
