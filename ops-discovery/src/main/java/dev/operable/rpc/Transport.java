package dev.operable.rpc;

/** Sends requests to one instance. Safe for use by many threads. */
interface Transport extends AutoCloseable {
    /**
     * Sends once, never again by itself, follows no redirect, and reads the whole answer. Adds the {@link Header#DEADLINE}.
     *
     * @param guard bounds the time, and ends the exchange when it is told to
     */
    RpcResponse send(WireRequest request, Guard guard) throws TransportException;

    /** Closes the connections that have not been used for a few seconds, before the server does. */
    void closeIdle();

    /** Closes all connections; exchanges that run fail. */
    @Override
    void close();
}
