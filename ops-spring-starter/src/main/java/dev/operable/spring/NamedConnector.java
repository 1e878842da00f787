package dev.operable.spring;

import dev.operable.core.http.RequestContext;
import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcResponse;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Calls services by name under the whole policy, without holding up the thread that asks, and every other host as before.
 * Cancelling ends the call. Safe for use by many threads.
 */
final class NamedConnector implements ClientHttpConnector, Closeable {
    private final ServiceNames names;
    private final ClientHttpConnector others;

    NamedConnector(ServiceNames names, ClientHttpConnector others) {
        this.names = names;
        this.others = others;
    }

    @Override
    public Mono<ClientHttpResponse> connect(
            HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> written) {
        RpcClient client = names.client(uri);
        if (client == null) {
            return others.connect(method, uri, written);
        }
        // Taken now: the body may be written by a thread that knows nothing of the request that the call is made for.
        Optional<RequestContext> here = RequestContext.current();
        return Mono.deferContextual(pipeline -> {
            RpcReactiveRequest request = new RpcReactiveRequest(client, method, uri);
            RequestContext context = pipeline.<RequestContext>getOrEmpty(RequestContext.class)
                    .or(() -> here)
                    .orElse(null);
            return written.apply(request).then(Mono.defer(() -> answer(request, context)));
        });
    }

    private static Mono<ClientHttpResponse> answer(RpcReactiveRequest request, @Nullable RequestContext context) {
        Callable<CompletableFuture<RpcResponse>> sent =
                () -> request.call().async().exchange();
        try {
            return Mono.fromFuture(context == null ? sent.call() : context.call(sent))
                    .map(RpcReactiveResponse::new);
        } catch (Exception refused) {
            return Mono.error(refused);
        }
    }

    @Override
    public void close() throws IOException {
        if (others instanceof Closeable closeable) {
            closeable.close();
        }
    }
}
