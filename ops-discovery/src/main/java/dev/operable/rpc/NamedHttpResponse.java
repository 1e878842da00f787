package dev.operable.rpc;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLSession;

/** An answer as the JDK's client has it, given to the handler of its body in one piece. */
final class NamedHttpResponse<T> implements HttpResponse<T>, HttpResponse.ResponseInfo {
    private final HttpRequest request;
    private final int status;
    private final HttpHeaders headers;
    private final T body;

    NamedHttpResponse(HttpRequest request, RpcResponse answer, BodyHandler<T> handler) {
        this.request = request;
        this.status = answer.status();
        this.headers = HttpHeaders.of(answer.headers(), (name, value) -> true);
        BodySubscriber<T> reader = handler.apply(this);
        reader.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long pieces) {
                // All of it is there and comes now.
            }

            @Override
            public void cancel() {
                // Nothing is left to be stopped.
            }
        });
        if (answer.body().length > 0) {
            reader.onNext(List.of(ByteBuffer.wrap(answer.body()).asReadOnlyBuffer()));
        }
        reader.onComplete();
        this.body = reader.getBody().toCompletableFuture().join();
    }

    @Override
    public int statusCode() {
        return status;
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
        return headers;
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
        return HttpClient.Version.HTTP_1_1;
    }
}
