package dev.operable.samples.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How drills are held.
 *
 * @param faults which, in their order
 * @param during how long calls go on from the fault on
 * @param perSecond calls a second
 * @param consul the executable of a Consul agent
 */
record DrillOptions(List<Fault> faults, Duration during, int perSecond, Path consul) {
    static final String USAGE = "usage: bin/drill kill|slow|consul|roll|all [--seconds N] [--rate N]";

    private static final int LONGEST_SECONDS = 3600;
    private static final int FASTEST = 2000;

    /** @throws DrillFailed if the arguments are none of the usage */
    static DrillOptions parse(String[] arguments, String consul) {
        List<Fault> faults = new ArrayList<>();
        int seconds = 20;
        int rate = 100;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--seconds" -> seconds = number(arguments, ++i, LONGEST_SECONDS);
                case "--rate" -> rate = number(arguments, ++i, FASTEST);
                case "all" -> faults.addAll(List.of(Fault.values()));
                default -> faults.add(fault(arguments[i]));
            }
        }
        if (faults.isEmpty()) {
            throw new DrillFailed(USAGE);
        }
        if (consul.isBlank()) {
            throw new DrillFailed("there is no Consul; name its executable with OPS_CONSUL_BIN");
        }
        return new DrillOptions(List.copyOf(faults), Duration.ofSeconds(seconds), rate, Path.of(consul));
    }

    /** Long enough for a 99th percentile to compare with. */
    Duration before() {
        return Duration.ofSeconds(10);
    }

    private static Fault fault(String word) {
        for (Fault fault : Fault.values()) {
            if (fault.name().toLowerCase(Locale.ROOT).equals(word)) {
                return fault;
            }
        }
        throw new DrillFailed("\"" + word + "\" is no drill; " + USAGE);
    }

    private static int number(String[] arguments, int at, int most) {
        String text = at < arguments.length ? arguments[at] : "";
        if (!text.matches("[1-9][0-9]{0,6}") || Integer.parseInt(text) > most) {
            throw new DrillFailed("\"" + text + "\" after " + arguments[at - 1] + " is not a number from 1 to " + most);
        }
        return Integer.parseInt(text);
    }
}
