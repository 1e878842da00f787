package dev.operable.rpc;

/** To an instance that cannot be called by what this process was told of the way. Immutable. */
final class ClosedWay implements Transport {
    private final String problem;

    ClosedWay(String problem) {
        this.problem = problem;
    }

    @Override
    public RpcResponse send(WireRequest request, Guard guard) throws TransportException {
        throw new TransportException(Failure.NO_WAY, null, problem);
    }

    @Override
    public void closeIdle() {}

    @Override
    public void close() {}
}
