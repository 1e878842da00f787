package dev.operable.core.logging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where each stream goes. Streams of one destination share its outlet. */
final class Outlets {
    static final Outlets NONE = new Outlets(Map.of(), List.of());

    private final Map<LogStream, Outlet> byStream;
    private final List<Outlet> all;

    private Outlets(Map<LogStream, Outlet> byStream, List<Outlet> all) {
        this.byStream = byStream;
        this.all = all;
    }

    /** Those of the settings, all started; an outlet that is there already stays, with what waits in it. */
    Outlets replacedBy(LoggingSettings settings, Encoders encoders, Outlet.Troubles troubles) {
        Map<LogDestination, Outlet> known = new LinkedHashMap<>();
        all.forEach(outlet -> known.put(outlet.destination(), outlet));
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
                    outlet = new Outlet(
                            destination, Outlet.open(destination), encoders.forDestination(destination), troubles);
                    outlet.start();
                } else {
                    outlet.encodeWith(encoders.forDestination(destination));
                }
                next.put(destination, outlet);
            }
            routes.put(stream, outlet);
        }
        return new Outlets(routes, new ArrayList<>(next.values()));
    }

    List<Outlet> all() {
        return all;
    }

    @SuppressWarnings("NullAway") // there is one for every stream, once the appender is started
    Outlet of(LogStream stream) {
        return byStream.get(stream);
    }

    boolean flush(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean inTime = true;
        for (Outlet outlet : all) {
            inTime &= outlet.flush(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        return inTime;
    }

    void ending(Duration patience) {
        all.forEach(outlet -> outlet.ending(patience));
    }

    void stopAllBut(Outlets staying) {
        all.stream().filter(outlet -> !staying.all.contains(outlet)).forEach(Outlet::stop);
    }
}
