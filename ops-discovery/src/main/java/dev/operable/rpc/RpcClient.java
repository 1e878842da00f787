package dev.operable.rpc;

import dev.operable.config.Secret;
import dev.operable.health.HealthCheck;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls one service by its name, under the policy of its {@link RpcOptions}. Safe for use by many threads; keep it.
 *
 * <pre>{@code
 * RpcClient hits = rpc.client("hits");
 * long count = hits.get("/links/{id}/hits", id).as(HitCount.class).value();
 * }</pre>
 *
 * <p>A path is a template: each {@code {name}} takes the next of the variables, percent-encoded. The template, never the
 * path, is the {@code uri} tag of the metrics.
 */
public final class RpcClient {
    private final String service;
    private final String caller;
    private final RpcOptions options;
    private final Step pipeline;
    private final HealthCheck check;
    private final RpcThreads threads;
    private final Json json;
    private final Supplier<Followed> followed;
    private final PathTemplates templates;
    private final Map<String, Supplier<String>> suppliedHeaders;

    /** @param followed how the service is called now */
    RpcClient(
            String service,
            String caller,
            RpcOptions options,
            Step pipeline,
            HealthCheck check,
            RpcThreads threads,
            Json json,
            Supplier<Followed> followed) {
        this(service, caller, options, pipeline, check, threads, json, followed, new PathTemplates(), Map.of());
    }

    private RpcClient(
            String service,
            String caller,
            RpcOptions options,
            Step pipeline,
            HealthCheck check,
            RpcThreads threads,
            Json json,
            Supplier<Followed> followed,
            PathTemplates templates,
            Map<String, Supplier<String>> suppliedHeaders) {
        this.service = service;
        this.caller = caller;
        this.options = options;
        this.pipeline = pipeline;
        this.check = check;
        this.threads = threads;
        this.json = json;
        this.followed = followed;
        this.templates = templates;
        this.suppliedHeaders = suppliedHeaders;
    }

    /**
     * The same client with a header on each call that does not set it itself. The value is asked for at each call, by the
     * thread that makes it, and is in no message, log or metric of ours. What the supplier throws, the call throws, or its
     * future fails with; so it is if the supplier gives null.
     */
    public RpcClient withHeader(String name, Supplier<String> value) {
        Header.checkName(name);
        Map<String, Supplier<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(suppliedHeaders);
        all.put(name, () -> supplied("header \"" + name + "\"", value.get()));
        return new RpcClient(
                service,
                caller,
                options,
                pipeline,
                check,
                threads,
                json,
                followed,
                templates,
                Collections.unmodifiableMap(all));
    }

    /** The same client with {@code Authorization: Bearer ...}; as {@link #withHeader}. A supplier should keep its token. */
    public RpcClient withBearer(Supplier<Secret> token) {
        return withHeader(
                "Authorization",
                () -> "Bearer " + supplied("bearer token", token.get()).reveal());
    }

    private <T> T supplied(String what, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("The supplier of the " + what + " for calls to " + service
                    + " gave null. Have it throw what keeps it from its value, or use a client without it.");
        }
        return value;
    }

    /** The name of the service that this client calls. */
    public String service() {
        return service;
    }

    /**
     * How the service is, by the calls made in the last minute; it makes none itself. For who wants to say more of it than
     * {@link RpcClients#checkedBy} does, under the same name and before the first call:
     *
     * <pre>{@code
     * checks.add(HealthCheck.named("upstream hits").criticality(CRITICAL).owner("storage").of(hits.check()));
     * }</pre>
     *
     * <p>With ten calls or more it is degraded from a tenth of failed ones on and fails from a half on, until the share is
     * half of that. A call fails by an answer of 5xx or 429, or by none; calls that the caller itself ended do not count.
     */
    public HealthCheck check() {
        return check;
    }

    public RpcRequest get(String path, Object... variables) {
        return method("GET", path, variables);
    }

    public RpcRequest head(String path, Object... variables) {
        return method("HEAD", path, variables);
    }

    public RpcRequest put(String path, Object... variables) {
        return method("PUT", path, variables);
    }

    public RpcRequest delete(String path, Object... variables) {
        return method("DELETE", path, variables);
    }

    /** Never tried again once it may have been sent, unless it has an {@link RpcRequest#idempotencyKey}. */
    public RpcRequest post(String path, Object... variables) {
        return method("POST", path, variables);
    }

    /**
     * Begins a request of any method.
     *
     * @throws IllegalArgumentException if the method is not one, the path does not begin with a slash, or there are not as
     *     many variables as the path has places
     */
    public RpcRequest method(String method, String path, Object... variables) {
        PathTemplate template = templates.of(path);
        return new RpcRequest(this, method, template.expand(variables), templates.tag(template));
    }

    /**
     * Begins a request whose path and query are encoded already, for adapters of other clients.
     *
     * @param target path and query exactly as they are to be sent
     * @param template stands for the path in the metrics
     */
    public RpcRequest encoded(String method, String target, String template) {
        return new RpcRequest(this, method, PathTemplate.checkTarget(target), templates.tag(templates.of(template)));
    }

    /**
     * Makes an interface with Retrofit's annotations callable, under the whole policy. Its methods return what the answer's
     * JSON is read as, or an {@code Optional} of it that is empty for 404, and throw {@link RpcException}; or a {@code
     * CompletableFuture} of either, which fails with it; or Retrofit's own {@code Call}. Its paths are those of this service: a
     * {@code @Url} of another address is an {@code IllegalArgumentException} of the call.
     *
     * <pre>{@code
     * interface HitsApi {
     *     @GET("links/{id}/hits")
     *     HitCount count(@Path("id") String id);
     * }
     * HitsApi api = hits.create(HitsApi.class);
     * }</pre>
     *
     * @throws IllegalArgumentException with the method, if one of them cannot be called
     */
    public <T> T create(Class<T> api) {
        return RetrofitInterfaces.create(this, api);
    }

    /** The name of this service; empty if it does not say one. */
    String caller() {
        return caller;
    }

    Json json() {
        return json;
    }

    RpcThreads threads() {
        return threads;
    }

    Map<String, Supplier<String>> suppliedHeaders() {
        return suppliedHeaders;
    }

    Followed followed() {
        return followed.get();
    }

    RpcOptions options() {
        return options;
    }

    Step pipeline() {
        return pipeline;
    }
}
