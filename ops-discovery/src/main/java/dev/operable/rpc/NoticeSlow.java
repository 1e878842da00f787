package dev.operable.rpc;

/** Learns how long attempts take at the instance, beside what is usual. */
final class NoticeSlow implements Step {
    private final UsualTimes usualTimes = new UsualTimes();
    private final Time time;
    private final Step next;

    private NoticeSlow(Time time, Step next) {
        this.time = time;
        this.next = next;
    }

    static Step around(Step next, RpcOptions options, Time time) {
        return options.slowTimes() == 0 ? next : new NoticeSlow(time, next);
    }

    @Override
    public Outcome run(Call call) {
        long start = time.nanos();
        Outcome outcome = next.run(call);
        long took = time.nanos() - start;
        if (outcome.didTheWork()) {
            UsualTime usual = usualTimes.of(call);
            call.node().slowness().took(usual.timesOf(took));
            usual.answeredIn(took);
        } else if (outcome.tookTooLong()) {
            call.node().slowness().tookAtLeast(usualTimes.of(call).timesOf(took));
        }
        return outcome;
    }
}
