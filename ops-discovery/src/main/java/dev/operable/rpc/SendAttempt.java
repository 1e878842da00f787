package dev.operable.rpc;

/** The end of the pipeline: the transport of the chosen instance. */
final class SendAttempt {
    Outcome send(Call call, Guard guard) {
        try {
            return Outcome.of(call.node().transport().send(call.request(), guard));
        } catch (TransportException e) {
            return Outcome.of(e.failure(), e.getCause());
        }
    }
}
