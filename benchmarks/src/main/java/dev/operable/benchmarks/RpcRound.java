package dev.operable.benchmarks;

/**
 * What a peer did in one round.
 *
 * @param bytes allocated for a call, by all threads
 * @param processor microseconds of a call, by all of the process: the kernel's part of it, collector and compiler included
 */
record RpcRound(double perSecond, double p50, double p99, double bytes, double processor) {
    /** From the line that the process of a peer writes. */
    static RpcRound parse(String line) {
        String[] words = line.split(" ", -1);
        return new RpcRound(
                Double.parseDouble(words[0]),
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]),
                Double.parseDouble(words[4]));
    }
}
