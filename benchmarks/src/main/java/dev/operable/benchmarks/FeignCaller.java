package dev.operable.benchmarks;

import feign.Client;
import feign.Feign;
import feign.Param;
import feign.Request;
import feign.RequestLine;
import feign.Response;
import feign.Retryer;
import feign.hc5.ApacheHttp5Client;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.context.ConfigurableApplicationContext;

/** OpenFeign over the same transport, balanced by Spring Cloud in its client as Spring's own does it, with its retryer. No breaker, no metrics. */
final class FeignCaller implements RpcPeer.Caller {
    private interface Hits {
        @RequestLine("GET /links/{id}/hits")
        byte[] count(@Param("id") int id);
    }

    /** The name of the service becomes the address of one of its instances. */
    private record Balanced(LoadBalancerClient balancer, Client next) implements Client {
        @Override
        public Response execute(Request request, Request.Options options) throws IOException {
            URI named = URI.create(request.url());
            ServiceInstance instance = balancer.choose(named.getHost());
            if (instance == null) {
                throw new IOException("no instance of " + named.getHost());
            }
            String url = balancer.reconstructURI(instance, named).toString();
            return next.execute(
                    Request.create(
                            request.httpMethod(),
                            url,
                            request.headers(),
                            request.body(),
                            request.charset(),
                            request.requestTemplate()),
                    options);
        }
    }

    private final ConfigurableApplicationContext context;
    private final Hits hits;

    FeignCaller(int... ports) {
        context = SpringBalancer.start(ports);
        hits = Feign.builder()
                .client(new Balanced(
                        context.getBean(LoadBalancerClient.class), new ApacheHttp5Client(BareTransport.client())))
                .options(new Request.Options(Duration.ofMillis(500), Duration.ofSeconds(1), false))
                .retryer(new Retryer.Default(25, 250, 3))
                .target(Hits.class, "http://hits");
    }

    @Override
    public byte[] call() {
        return hits.count(7);
    }

    @Override
    public void close() {
        context.close();
    }
}
