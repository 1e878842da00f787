package dev.operable.rpc;

import dev.operable.health.HealthCheck;

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
    private final PathTemplates templates = new PathTemplates();

    RpcClient(String service, String caller, RpcOptions options, Step pipeline, HealthCheck check) {
        this.service = service;
        this.caller = caller;
        this.options = options;
        this.pipeline = pipeline;
        this.check = check;
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

    /** The name of this service; empty if it does not say one. */
    String caller() {
        return caller;
    }

    RpcOptions options() {
        return options;
    }

    Step pipeline() {
        return pipeline;
    }
}
