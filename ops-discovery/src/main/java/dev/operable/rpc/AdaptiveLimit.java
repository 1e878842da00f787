package dev.operable.rpc;

/**
 * How many attempts an instance is given at a time: more while it answers all that it is given, less when it does not (additive
 * increase, multiplicative decrease, as TCP; the decrease by a tenth is that of Palantir's Dialogue). Until the first decrease it
 * doubles with each round (TCP's slow start), so that calls that take long by their nature soon have room. Safe for use by many
 * threads.
 */
final class AdaptiveLimit {
    private static final double DECREASE = 0.9;
    /** As many connections as a transport opens to an instance. */
    private static final int MOST = 500;

    private final CountedPlaces places;
    private final Gate gate;
    private double limit;
    private boolean decreasedBefore;
    private int most = MOST;
    private volatile int round;

    private AdaptiveLimit(int start, int queue, Time time) {
        this.places = new CountedPlaces(start);
        this.gate = new Gate(places, queue, time);
        this.limit = start;
    }

    static AdaptiveLimit of(RpcOptions options, Time time) {
        int start = options.attemptsAtOnce() == 0 ? Integer.MAX_VALUE : options.attemptsAtOnce();
        return new AdaptiveLimit(start, options.queue(), time);
    }

    Gate gate() {
        return gate;
    }

    /** Bounds it by what the owner of the instance says; 0 for no bound. Attempts that run go on. */
    synchronized void atMost(int bound) {
        most = bound == 0 ? MOST : bound;
        if (bound > 0 && limit > most) {
            limit = most;
            places.limit(most);
        }
    }

    /** Of the attempt that begins; those of one round fail for one reason, and lower the limit once. */
    int round() {
        return round;
    }

    /** Told of each attempt that was let in, before it leaves. */
    void ended(Outcome outcome, int itsRound) {
        if (outcome.overloaded()) {
            if (itsRound == round) {
                decrease(itsRound);
            }
        } else if (outcome.succeeded() && gate.full()) {
            increase();
        }
    }

    private synchronized void decrease(int itsRound) {
        if (itsRound == round) {
            round = itsRound + 1;
            decreasedBefore = true;
            limit = Math.max(1, limit * DECREASE);
            places.limit((int) limit);
        }
    }

    private synchronized void increase() {
        limit = Math.min(most, limit + (decreasedBefore ? 1 / limit : 1));
        if ((int) limit != places.limit()) {
            places.limit((int) limit);
            gate.widened();
        }
    }
}
