package dev.operable.spring;

import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcRequest;
import java.net.URI;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A request of {@code WebClient}, whose body is held in memory, since each attempt sends all of it. */
final class RpcReactiveRequest extends AbstractClientHttpRequest {
    private static final String URI_TEMPLATE = WebClient.class.getName() + ".uriTemplate";

    private final RpcClient client;
    private final HttpMethod method;
    private final URI uri;
    private volatile byte[] body = {};

    RpcReactiveRequest(RpcClient client, HttpMethod method, URI uri) {
        this.client = client;
        this.method = method;
        this.uri = uri;
    }

    /** What is sent, once everything is written. */
    RpcRequest call() {
        return SpringCall.of(client, method, uri, getAttributes().get(URI_TEMPLATE), getHeaders(), body);
    }

    @Override
    public HttpMethod getMethod() {
        return method;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public DataBufferFactory bufferFactory() {
        return DefaultDataBufferFactory.sharedInstance;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the interface is so; who asks knows what it is
    public <T> T getNativeRequest() {
        return (T) this;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> content) {
        return doCommit(() ->
                DataBufferUtils.join(Flux.from(content)).doOnNext(this::keep).then());
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> content) {
        return writeWith(Flux.from(content).concatMap(Flux::from));
    }

    @Override
    public Mono<Void> setComplete() {
        return doCommit();
    }

    private void keep(DataBuffer joined) {
        byte[] bytes = new byte[joined.readableByteCount()];
        joined.read(bytes);
        DataBufferUtils.release(joined);
        body = bytes;
    }

    @Override
    protected void applyHeaders() {
        // They are read when all of it is sent.
    }

    @Override
    protected void applyCookies() {
        if (!getCookies().isEmpty()) {
            getHeaders()
                    .set(
                            HttpHeaders.COOKIE,
                            getCookies().values().stream()
                                    .flatMap(cookies -> cookies.stream())
                                    .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                                    .collect(Collectors.joining("; ")));
        }
    }
}
