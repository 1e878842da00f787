package dev.operable.core.logging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where each stream goes. Streams of one destination share its outlet. */
final class Outlets {
    static final Outlets NONE = new Outlets(Map.of(), List.of(), () -> null);

    private final Map<LogStream, Outlet> byStream;
    private final List<Outlet> all;
    private final Supplier<@Nullable Outlet> making;
    private @Nullable Outlet spare; // guarded by this

    private Outlets(Map<LogStream, Outlet> byStream, List<Outlet> all, Supplier<@Nullable Outlet> making) {
        this.byStream = byStream;
        this.all = all;
        this.making = making;
    }

    /** Those of the settings, all started; an outlet that is there already stays, with what waits in it. */
    Outlets replacedBy(LoggingSettings settings, Encoders encoders, Outlet.Troubles troubles) {
        Map<LogDestination, Outlet> known = new LinkedHashMap<>();
        for (Outlet outlet : open()) {
            known.put(outlet.destination(), outlet);
        }
        Map<LogDestination, Outlet> next = new LinkedHashMap<>();
        Map<LogStream, Outlet> routes = new EnumMap<>(LogStream.class);
        for (LogStream stream : LogStream.values()) {
            LogDestination said = settings.destination(stream);
            // Turned off by the level of its logger, a stream can be turned on at runtime and be seen.
            LogDestination destination = said.equals(LogDestination.OFF) ? LogDestination.STDOUT : said;
            Outlet outlet = next.get(destination);
            if (outlet == null) {
                outlet = known.get(destination);
                if (outlet == null) {
                    outlet = started(destination, encoders, troubles);
                } else {
                    outlet.encodeWith(encoders.forDestination(destination));
                }
                next.put(destination, outlet);
            }
            routes.put(stream, outlet);
        }
        return new Outlets(
                routes, new ArrayList<>(next.values()), () -> started(LogDestination.STDERR, encoders, troubles));
    }

    private static Outlet started(LogDestination destination, Encoders encoders, Outlet.Troubles troubles) {
        Outlet outlet =
                new Outlet(destination, Outlet.open(destination), encoders.forDestination(destination), troubles);
        outlet.start();
        return outlet;
    }

    /** Those that streams go to. */
    List<Outlet> all() {
        return all;
    }

    /** Standard error, opened for this if no stream goes there: for what has to be said of the outlets themselves. */
    @Nullable
    synchronized Outlet errors() {
        for (Outlet outlet : all) {
            if (outlet.destination().equals(LogDestination.STDERR)) {
                return outlet;
            }
        }
        if (spare == null) {
            spare = making.get();
        }
        return spare;
    }

    // Loops, here and above: this runs at each start of a process, where every lambda is a class more to make.
    private synchronized List<Outlet> open() {
        List<Outlet> open = new ArrayList<>(all);
        if (spare != null) {
            open.add(spare);
        }
        return open;
    }

    @SuppressWarnings("NullAway") // there is one for every stream, once the appender is started
    Outlet of(LogStream stream) {
        return byStream.get(stream);
    }

    boolean flush(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean inTime = true;
        for (Outlet outlet : open()) {
            inTime &= outlet.flush(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        return inTime;
    }

    void ending(Duration patience) {
        open().forEach(outlet -> outlet.ending(patience));
    }

    void stopAllBut(Outlets staying) {
        for (Outlet outlet : open()) {
            if (!staying.all.contains(outlet)) {
                outlet.stop();
            }
        }
    }
}
