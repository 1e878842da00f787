package dev.operable.rpc;

import dev.operable.discovery.ServiceInstance;

/** How the instances are reached. Safe for use by many threads. */
final class Routes {
    private final RpcTls tls;
    private final TlsContext context;
    private final RpcProxy proxy;

    Routes(RpcTls tls, TlsContext context, RpcProxy proxy) {
        this.tls = tls;
        this.proxy = proxy;
        this.context = context;
    }

    /** A way to the instance, or one that says to each call why there is none. */
    Transport open(ServiceInstance instance, RpcOptions options, boolean fixed) {
        String problem = proxy.problem(instance, encrypted(instance, fixed), fixed);
        return problem == null ? new ApacheTransport(instance, options, to(instance, fixed)) : new ClosedWay(problem);
    }

    private boolean encrypted(ServiceInstance instance, boolean fixed) {
        return instance.tls() || (!fixed && tls.mode() == RpcTls.Mode.ALWAYS);
    }

    /** @param fixed whether the address was given to this process, and not found by it */
    Route to(ServiceInstance instance, boolean fixed) {
        boolean encrypted = encrypted(instance, fixed);
        String name = fixed ? instance.host() : tls.name().replace(RpcTls.SERVICE, instance.service());
        return new Route(
                encrypted ? new TlsHandshake(context, instance, name) : null, proxy.to(instance, encrypted, fixed));
    }
}
