package dev.operable.rpc;

import dev.operable.core.http.RequestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request being built and then sent. Not safe for use by many threads. Sending waits for the whole answer; an interrupt
 * of the waiting thread cancels the call, keeps the thread's interrupt status and throws an {@link RpcException} of the kind
 * {@code REJECTED}.
 */
public final class RpcRequest {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final String CONTENT_TYPE = "Content-Type";

    private final RpcClient client;
    private final String method;
    private final String uri;
    private final List<Header> headers = new ArrayList<>();
    private final StringBuilder target;
    private byte @Nullable [] body;
    private boolean idempotent;
    private Duration deadline;

    RpcRequest(RpcClient client, String method, String target, String uri) {
        this.client = client;
        this.method = Header.checkToken("method", method);
        this.target = new StringBuilder(target);
        this.uri = uri;
        this.idempotent = WireRequest.IDEMPOTENT_METHODS.contains(method);
        this.deadline = client.options().deadline();
    }

    /**
     * Adds a header; a {@code Content-Type} replaces the one before.
     *
     * @throws IllegalArgumentException if the name or the value has a character that a header cannot carry, or if the
     *     transport sets this header itself
     */
    public RpcRequest header(String name, String value) {
        Header header = Header.checked(name, value);
        if (name.equalsIgnoreCase(CONTENT_TYPE)) {
            headers.removeIf(before -> before.name().equalsIgnoreCase(CONTENT_TYPE));
        }
        headers.add(header);
        if (name.equalsIgnoreCase(IDEMPOTENCY_KEY)) {
            idempotent = true;
        }
        return this;
    }

    /** Adds a query parameter; name and value are encoded here. */
    public RpcRequest query(String name, Object value) {
        target.append(target.indexOf("?") < 0 ? '?' : '&')
                .append(PathTemplate.encode(name))
                .append('=')
                .append(PathTemplate.encode(String.valueOf(value)));
        return this;
    }

    /** Sends a value as JSON. */
    public RpcRequest json(Object value) {
        return body(Json.write(value), "application/json");
    }

    /** Sends bytes as they are. */
    public RpcRequest body(byte[] bytes, String contentType) {
        header(CONTENT_TYPE, contentType);
        body = bytes.clone();
        return this;
    }

    /**
     * Makes the call safe to repeat: the service promises to do the work of one key once. Sent as {@code
     * Idempotency-Key}; with it a POST is retried.
     */
    public RpcRequest idempotencyKey(String key) {
        return header(IDEMPOTENCY_KEY, key);
    }

    /** The time of this whole call, instead of the client's; cut to what is left for the request that it is made for. */
    public RpcRequest deadline(Duration total) {
        RpcOptions.positive("deadline", total);
        deadline = total;
        return this;
    }

    /**
     * Sends, and returns an answer whose status is below 400.
     *
     * @throws RpcException if there is no such answer
     */
    public RpcResponse send() {
        Call call = call();
        return call.successOf(client.pipeline().run(call));
    }

    /**
     * Sends, and returns the answer whatever its status is.
     *
     * @throws RpcException if there is no answer
     */
    public RpcResponse exchange() {
        Call call = call();
        return call.answerOf(client.pipeline().run(call));
    }

    /**
     * Sends, and reads a JSON answer whose status is below 400.
     *
     * @throws RpcException if there is no such answer; of the kind {@code BODY} if it is not JSON of that type
     */
    public <T> T as(Class<T> type) {
        Call call = call();
        RpcResponse response = call.successOf(client.pipeline().run(call));
        return Json.read(response, type, call);
    }

    private Call call() {
        List<Header> all = new ArrayList<>(headers);
        Duration time = deadline;
        Optional<RequestContext> context = RequestContext.current();
        if (context.isPresent()) {
            // The transport says itself how long each attempt may take.
            context.get().headers().forEach((name, value) -> {
                if (!name.equals(RequestContext.DEADLINE_HEADER) && !sets(name)) {
                    all.add(new Header(name, value));
                }
            });
            // No longer than whoever waits for the request that this call is made for.
            Duration left = context.get().remaining().orElse(deadline);
            time = left.compareTo(deadline) < 0 ? left : deadline;
        }
        if (!client.caller().isEmpty() && !sets(RequestContext.CALLER_HEADER)) {
            all.add(new Header(RequestContext.CALLER_HEADER, client.caller()));
        }
        WireRequest wire = new WireRequest(
                method, target.toString(), all, Objects.requireNonNullElse(body, WireRequest.NO_BODY), idempotent);
        return new Call(client.service(), uri, wire, time);
    }

    private boolean sets(String name) {
        return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
    }
}
