package dev.operable.rpc;

import org.jspecify.annotations.Nullable;

/**
 * How an instance is reached.
 *
 * @param tls what puts TLS on a connection; null for none
 * @param proxy through which; null for none
 */
record Route(@Nullable TlsHandshake tls, RpcProxy.@Nullable Proxy proxy) {
    static final Route PLAIN = new Route(null, null);
}
