package dev.operable.rpc;

/** Sets when the whole call is over. The steps inside keep to it, since only they know what is worth starting. */
final class TotalDeadline implements Step {
    private final Time time;
    private final Step next;

    TotalDeadline(Time time, Step next) {
        this.time = time;
        this.next = next;
    }

    @Override
    public Outcome run(Call call) {
        call.endsAt(time.nanos() + call.allowed().toNanos());
        return next.run(call);
    }
}
