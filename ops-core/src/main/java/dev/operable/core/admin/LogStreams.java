package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.operable.core.logging.RecentEvents;
import dev.operable.core.logging.RecentEvents.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends events as they come, by the rules of server-sent events. What is kept of the log is the queue of every stream: one
 * that cannot follow loses the oldest and is told how many, and costs no memory of its own.
 */
final class LogStreams {
    /** Few, for what is on its way to a slow caller stays in memory even when it is kept no more. */
    private static final int BATCH = 64;

    private final RecentEvents events;
    private final Limits limits;
    private final Semaphore places;

    /**
     * @param most streams at a time
     * @param heartbeat when nothing else is sent, also while events come that the caller does not want; one who has gone is
     *     noticed at the second
     * @param step how long the caller may leave what is sent untaken
     */
    record Limits(int most, Duration heartbeat, Duration step) {
        static final Limits USUAL = new Limits(8, Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    LogStreams(RecentEvents events, Limits limits) {
        this.events = events;
        this.limits = limits;
        this.places = new Semaphore(limits.most());
    }

    void answer(HttpExchange exchange, LogFilter filter) throws IOException {
        if (!places.tryAcquire()) {
            exchange.getResponseHeaders().set("Retry-After", "5");
            throw new Refused(Problem.of(503, "There are " + limits.most() + " streams already. Close one of them."));
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            exchange.sendResponseHeaders(200, 0);
            Turn turn = Turns.current();
            turn.stream();
            new Stream(exchange.getResponseBody(), turn, filter).run(exchange);
        } catch (InterruptedException stopping) {
            // The server stops, or the caller takes nothing: the end of the connection says so.
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    /** One caller. For one thread. */
    private final class Stream {
        private final OutputStream out;
        private final Turn turn;
        private final LogFilter filter;
        private long seen;
        private long sent;

        Stream(OutputStream out, Turn turn, LogFilter filter) {
            this.out = out;
            this.turn = turn;
            this.filter = filter;
        }

        void run(HttpExchange exchange) throws IOException, InterruptedException {
            send("retry: 2000\n\n");
            Long resumed = resumed(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
            if (resumed == null) {
                List<Event> kept = events.after(0, events.capacity());
                seen = kept.isEmpty()
                        ? events.last()
                        : kept.get(kept.size() - 1).number();
                send(filter.last(kept));
            } else {
                seen = resumed;
            }
            while (true) {
                if (events.await(seen, limits.heartbeat())) {
                    follow(events.after(seen, BATCH));
                }
                if (System.nanoTime() - sent >= limits.heartbeat().toNanos()) {
                    send(": heartbeat\n\n");
                }
            }
        }

        /** Null where there is nothing to go on from: the id of another process says nothing of this one's events. */
        private @Nullable Long resumed(@Nullable String id) {
            if (id == null) {
                return null;
            }
            Matcher parts = Pattern.compile(Pattern.quote(events.run()) + "-(\\d{1,18})")
                    .matcher(id);
            return parts.matches() ? Math.min(Long.parseLong(parts.group(1)), events.last()) : null;
        }

        private void follow(List<Event> news) throws IOException {
            long lost = news.get(0).number() - seen - 1;
            if (lost > 0) {
                send("event: dropped\ndata: {\"dropped\":" + lost + "}\n\n");
            }
            seen = news.get(news.size() - 1).number();
            send(news.stream().filter(filter::wants).toList());
        }

        private void send(List<Event> wanted) throws IOException {
            if (wanted.isEmpty()) {
                return;
            }
            StringBuilder text = new StringBuilder();
            for (Event event : wanted) {
                text.append("id: ").append(events.run()).append('-').append(event.number());
                text.append("\ndata: ").append(event.json()).append("\n\n");
            }
            send(text.toString());
        }

        private void send(String text) throws IOException {
            turn.within(limits.step(), () -> {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            });
            sent = System.nanoTime();
        }
    }
}
