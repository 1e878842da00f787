package dev.operable.rpc;

import io.micrometer.core.instrument.Counter;

/** Ends a call that cannot even begin, so that it is measured and remembered as any other. */
final class BeginCall implements Step {
    private final RpcThreads threads;
    private final Counter rejected;
    private final Step next;

    BeginCall(RpcThreads threads, Counter rejected, Step next) {
        this.threads = threads;
        this.rejected = rejected;
        this.next = next;
    }

    @Override
    public Outcome run(Call call) {
        if (threads.closed()) {
            call.verdict("The client is closed: RpcClients.close() was called, as at the end of the process.");
            return Outcome.of(Failure.CLOSED, null);
        }
        if (call.noThread()) {
            rejected.increment();
            call.verdict("There are more than " + RpcThreads.MOST
                    + " calls of this process at once that wait for their futures. Make fewer at a time.");
            return Outcome.of(Failure.TOO_MANY_FUTURES, null);
        }
        return next.run(call);
    }
}
