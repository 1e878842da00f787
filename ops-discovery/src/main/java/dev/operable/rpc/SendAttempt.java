package dev.operable.rpc;

/** The end of the pipeline: the transport of the chosen instance, unless the attempt meets an injected fault. */
final class SendAttempt {
    private final ServiceFaults faults;

    SendAttempt(ServiceFaults faults) {
        this.faults = faults;
    }

    Outcome send(Call call, Guard guard) {
        Outcome injected = faults.meet(call, guard);
        if (injected != null) {
            return injected;
        }
        try {
            return Outcome.of(call.node().transport().send(call.wire(), guard));
        } catch (TransportException e) {
            String explanation = e.explanation();
            if (explanation != null) {
                call.verdict(explanation);
            }
            return Outcome.of(e.failure(), e.getCause());
        }
    }
}
