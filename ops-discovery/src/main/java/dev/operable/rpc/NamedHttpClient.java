package dev.operable.rpc;

import dev.operable.core.http.RequestContext;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The JDK's client for code that has one: services are called by our pipeline, every other address by the one inside. */
final class NamedHttpClient extends HttpClientAround {
    private final NamedTarget targets;

    private NamedHttpClient(NamedTarget targets, HttpClient others) {
        super(others);
        this.targets = targets;
    }

    /** Not by its own type, which a class that returns it as the other would load to be verified. */
    static HttpClient of(NamedTarget targets, HttpClient others) {
        return new NamedHttpClient(targets, others);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        RpcClient client = targets.client(request.uri());
        if (client == null) {
            return others.send(request, handler);
        }
        RpcResponse answer;
        try {
            answer = exchange(client, request);
        } catch (RpcException failed) {
            if (Thread.interrupted()) {
                InterruptedException interrupted = new InterruptedException(failed.getMessage());
                interrupted.initCause(failed);
                throw interrupted;
            }
            throw translated(failed);
        }
        try {
            return NamedHttpResponse.of(request, answer, handler)
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw translated(e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException e) {
            throw translated(e);
        }
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        RpcClient client = targets.client(request.uri());
        if (client == null) {
            return others.sendAsync(request, handler);
        }
        CallFuture<RpcResponse> call = begun(client, request);
        CompletableFuture<HttpResponse<T>> answer = call.thenCompose(
                        response -> NamedHttpResponse.of(request, response, handler))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(translated(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure)));
        // The JDK's own futures end their exchange when they are cancelled; so does this one.
        CompletableFuture<HttpResponse<T>> ignored = answer.whenComplete((response, failure) -> {
            if (answer.isCancelled()) {
                call.cancel(true);
            }
        });
        return answer;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushes) {
        return targets.client(request.uri()) == null
                ? others.sendAsync(request, handler, pushes)
                : sendAsync(request, handler);
    }

    private static CallFuture<RpcResponse> begun(RpcClient client, HttpRequest request) {
        CallFuture<RpcResponse> call = new CallFuture<>();
        try {
            client.threads().execute(RequestContext.wrap(() -> call.run(() -> exchange(client, request))));
        } catch (RejectedExecutionException full) {
            // It ends at once then, without waiting for anything; nor for a body, which is not sent.
            call.run(() -> {
                Sending sending = rpc(client, request, WireRequest.NO_BODY, request.timeout())
                        .sending(false);
                sending.call().findsNoThread();
                return sending.exchange();
            });
        }
        return call;
    }

    /** What the body takes is of the request's time. */
    private static RpcResponse exchange(RpcClient client, HttpRequest request)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher = request.bodyPublisher().orElse(null);
        // One that is closed says so, and reads nothing for it.
        if (publisher == null
                || publisher.contentLength() == 0
                || client.threads().closed()) {
            return rpc(client, request, WireRequest.NO_BODY, request.timeout()).exchange();
        }
        long begun = System.nanoTime();
        byte[] body = PublishedBody.bytes(publisher, client.threads(), request.timeout());
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        Optional<Duration> left =
                request.timeout().map(time -> time.compareTo(taken) > 0 ? time.minus(taken) : Duration.ofNanos(1));
        return rpc(client, request, body, left).exchange();
    }

    private static RpcRequest rpc(RpcClient client, HttpRequest request, byte[] body, Optional<Duration> timeout)
            throws IOException {
        try {
            RpcRequest rpc = client.encoded(request.method(), NamedTarget.target(request.uri()), NamedTarget.ANY_PATH);
            if (body.length > 0) {
                rpc.body(body, "application/octet-stream");
            }
            request.headers().map().forEach((name, values) -> {
                if (!NamedTarget.ofTheTransport(name)) {
                    values.forEach(value -> rpc.header(name, value));
                }
            });
            timeout.filter(time -> time.compareTo(client.options().deadline()) < 0)
                    .ifPresent(rpc::deadline);
            return rpc;
        } catch (IllegalArgumentException refused) {
            // Of a request that this client's own rules let pass.
            throw new IOException(refused.getMessage(), refused);
        }
    }

    /** What users of this client take for its failures. */
    private static IOException translated(Throwable failure) {
        if (failure instanceof IOException already) {
            return already;
        }
        if (failure instanceof RpcException failed
                && (failed.kind() == RpcException.Kind.DEADLINE || failed.kind() == RpcException.Kind.TIMEOUT)) {
            HttpTimeoutException late = new HttpTimeoutException(failed.getMessage());
            late.initCause(failed);
            return late;
        }
        return new IOException(failure.getMessage(), failure);
    }
}
