package dev.operable.rpc;

/** Tells the ejection of the instance how the attempt went. */
final class JudgeInstance implements Step {
    private final Step next;

    private JudgeInstance(Step next) {
        this.next = next;
    }

    static Step around(Step next, RpcOptions options) {
        return options.ejectAfter() == 0 ? next : new JudgeInstance(next);
    }

    @Override
    public Outcome run(Call call) {
        // A step that throws is a defect of ours; the probe must come back all the same.
        Outcome outcome = Outcome.UNKNOWN;
        try {
            outcome = next.run(call);
            return outcome;
        } finally {
            call.node().ejection().record(outcome, call.entry());
        }
    }
}
