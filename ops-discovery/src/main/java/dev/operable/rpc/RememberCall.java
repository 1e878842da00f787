package dev.operable.rpc;

/** Remembers of each call whether the service did what it was asked, for the self-check of that service. */
final class RememberCall implements Step {
    private final Calls calls;
    private final Runnable began;
    private final Step next;

    /** The second is called with each call and must not take time. */
    RememberCall(Calls calls, Runnable began, Step next) {
        this.calls = calls;
        this.began = began;
        this.next = next;
    }

    @Override
    public Outcome run(Call call) {
        began.run();
        Outcome outcome = next.run(call);
        Failure failure = outcome.failure();
        if (call.budgetSpent()) {
            calls.budgetSpent();
        }
        if (failure != null && failure.turnedAway()) {
            calls.turnedAway(failure);
        } else if (outcome.serviceFailed()) {
            calls.failed(words(outcome, call));
        } else if (outcome.tellsOfService()) {
            calls.succeeded();
        }
        return outcome;
    }

    private static String words(Outcome outcome, Call call) {
        int tried = call.attempts().size();
        return tried == 0
                ? outcome.words()
                : outcome.words() + " at " + call.attempts().get(tried - 1).instance();
    }
}
