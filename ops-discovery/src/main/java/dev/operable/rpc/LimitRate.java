package dev.operable.rpc;

/** Lets so many attempts a second go to a service; the others wait, or fail at once if their call has not the time. */
final class LimitRate implements Step {
    private final Rate rate;
    private final Owner owner;
    private final Time time;
    private final Step next;

    LimitRate(Rate rate, Owner owner, Time time, Step next) {
        this.rate = rate;
        this.owner = owner;
        this.time = time;
        this.next = next;
    }

    @Override
    public Outcome run(Call call) {
        // Read each time: the owner of the service may begin to want a limit, and end it.
        int perSecond = owner.now().ratePerSecond();
        if (perSecond == 0) {
            return next.run(call);
        }
        long wait = rate.next(perSecond);
        if (wait < 0 || wait >= call.endsAt() - time.nanos()) {
            rate.rejects();
            call.verdict("No more than " + perSecond + " attempts a second may go to " + call.service() + ".");
            return Outcome.of(Failure.RATE_LIMITED, null);
        }
        return wait <= 0 || waited(wait) ? next.run(call) : Outcome.of(Failure.INTERRUPTED, null);
    }

    private boolean waited(long nanos) {
        rate.waits();
        try {
            time.pause(nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            rate.waited();
        }
    }
}
