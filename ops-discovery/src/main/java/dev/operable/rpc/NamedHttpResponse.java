package dev.operable.rpc;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLSession;

/** An answer as the JDK's client has it. */
final class NamedHttpResponse<T> implements HttpResponse<T> {
    private record Head(int statusCode, HttpHeaders headers) implements ResponseInfo {
        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }

    private final HttpRequest request;
    private final Head head;
    private final T body;

    private NamedHttpResponse(HttpRequest request, Head head, T body) {
        this.request = request;
        this.head = head;
        this.body = body;
    }

    /** Gives the body to its handler, and is there as soon as the handler has made of it what it makes. */
    static <T> CompletionStage<HttpResponse<T>> of(HttpRequest request, RpcResponse answer, BodyHandler<T> handler) {
        Head head = new Head(answer.status(), HttpHeaders.of(answer.headers(), (name, value) -> true));
        BodySubscriber<T> reader = handler.apply(head);
        OnePiece.give(answer.body(), reader);
        return reader.getBody().thenApply(body -> new NamedHttpResponse<>(request, head, body));
    }

    @Override
    public int statusCode() {
        return head.statusCode();
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
        return head.headers();
    }

    @Override
    public T body() {
        return body;
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return Optional.empty();
    }

    @Override
    public URI uri() {
        return request.uri();
    }

    @Override
    public HttpClient.Version version() {
        return head.version();
    }
}
