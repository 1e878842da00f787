package dev.operable.benchmarks;

import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcClients;
import dev.operable.rpc.RpcOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The client with the whole policy and its metrics, as {@code RpcOptions.defaults()} has it. */
final class OperableCaller implements RpcPeer.Caller {
    private final RpcClients rpc;
    private final RpcClient hits;

    OperableCaller(int... ports) {
        rpc = RpcClients.create(new TwoInstances(ports), RpcOptions.defaults(), new SimpleMeterRegistry());
        hits = rpc.client("hits");
    }

    @Override
    public byte[] call() {
        return hits.get("/links/{id}/hits", 7).send().body();
    }

    @Override
    public void close() {
        rpc.close();
    }
}
