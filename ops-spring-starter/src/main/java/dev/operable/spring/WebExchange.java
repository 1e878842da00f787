package dev.operable.spring;

import dev.operable.core.http.IncomingExchange;
import dev.operable.core.http.Refusal;
import dev.operable.core.http.RequestContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** A request to a WebFlux application. */
final class WebExchange implements IncomingExchange {
    private final ServerHttpRequest request;
    private final ServerHttpResponse response;

    WebExchange(ServerHttpRequest request, ServerHttpResponse response) {
        this.request = request;
        this.response = response;
    }

    @Override
    public String method() {
        return request.getMethod().name();
    }

    @Override
    public List<String> apply(String name) {
        return request.getHeaders().getOrEmpty(name);
    }

    @Override
    public boolean mayHaveBody() {
        return true; // of HTTP/2 nothing announces it
    }

    @Override
    public @Nullable InetAddress peer() {
        InetSocketAddress address = request.getRemoteAddress();
        return address == null ? null : address.getAddress();
    }

    @Override
    public void answer(String header, String value) {
        response.getHeaders().set(header, value);
    }

    /** Sends the caller elsewhere if, once the answer begins, others are. Not known before: the work may have begun long ago. */
    void closeIf(BooleanSupplier sendsAway) {
        response.beforeCommit(() -> Mono.fromRunnable(() -> {
            if (sendsAway.getAsBoolean()) {
                answer(HttpHeaders.CONNECTION, "close");
            }
        }));
    }

    boolean isHead() {
        return HttpMethod.HEAD.equals(request.getMethod());
    }

    /** Whether the caller wants to go on with WebSocket. */
    boolean asksForWebSocket() {
        return "websocket".equalsIgnoreCase(request.getHeaders().getUpgrade());
    }

    Mono<Void> answer(Refusal refusal) {
        byte[] body = refusal.document(this);
        response.setRawStatusCode(refusal.status());
        response.getHeaders().setContentLength(body.length);
        return isHead()
                ? response.setComplete()
                : response.writeWith(
                        Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    /** In the place of what the application has said so far, none of which is sent yet. */
    Mono<Void> instead(Refusal refusal) {
        HttpHeaders headers = response.getHeaders();
        String requestId = headers.getFirst(RequestContext.REQUEST_ID_HEADER);
        headers.clear();
        headers.set(RequestContext.REQUEST_ID_HEADER, requestId);
        return answer(refusal);
    }

    boolean isCommitted() {
        return response.isCommitted();
    }

    /** Of an answer that is sent, or of which nobody said anything. */
    int status() {
        HttpStatusCode status = response.getStatusCode();
        return status == null ? 200 : status.value();
    }
}
