package dev.operable.benchmarks;

/** How long calls took, in buckets that are at most 1.6 % wide, without an object for each call. For one thread; {@link #add} joins several. */
final class CallTimes {
    /** Buckets of one power of two. */
    private static final int PARTS = 64;

    private static final int PART_BITS = 6;

    private final int[] buckets = new int[64 * PARTS];
    private long count;

    void took(long nanos) {
        buckets[bucket(Math.max(PARTS, nanos))]++;
        count++;
    }

    private static int bucket(long nanos) {
        int power = 63 - Long.numberOfLeadingZeros(nanos);
        return power * PARTS + (int) (nanos >>> (power - PART_BITS)) - PARTS;
    }

    void add(CallTimes other) {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] += other.buckets[i];
        }
        count += other.count;
    }

    long count() {
        return count;
    }

    /** The lower end of the bucket that this share of the calls took at most; 0 if there were none. */
    double micros(double share) {
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen > 0 && seen >= share * count) {
                int power = i / PARTS;
                return ((long) (i % PARTS + PARTS) << (power - PART_BITS)) / 1e3;
            }
        }
        return 0;
    }
}
