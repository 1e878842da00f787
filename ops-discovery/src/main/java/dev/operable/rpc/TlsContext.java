package dev.operable.rpc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys and authorities of the calls of one process. Files are read when it is made, and again when they have changed: looked at
 * with a new connection, every 10 s at the most, and on a thread of their own, since a disk may hang. What cannot be read leaves
 * what was. Safe for use by many threads.
 */
final class TlsContext {
    private static final Logger log = LoggerFactory.getLogger(TlsContext.class);
    private static final long LOOK = Duration.ofSeconds(10).toNanos();

    /** What was read, and how the files were then. */
    private static final class Loaded {
        final SSLContext context;
        final List<String> stamps;

        Loaded(SSLContext context, List<String> stamps) {
            this.context = context;
            this.stamps = stamps;
        }
    }

    private final RpcTls settings;
    private final Time time;
    private final List<Path> files;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile @Nullable Loaded loaded;
    private volatile long lookedAt;
    private volatile boolean failing;

    private TlsContext(RpcTls settings, @Nullable SSLContext given, Time time) {
        this.settings = settings;
        this.time = time;
        this.files = given != null
                ? List.of()
                : Stream.of(settings.trust(), settings.certificate(), settings.key())
                        .flatMap(file -> file.stream())
                        .toList();
        this.loaded = given == null ? null : new Loaded(given, List.of());
    }

    /**
     * Of the files that the settings name.
     *
     * @throws IllegalArgumentException if one of them cannot be used
     */
    static TlsContext of(RpcTls settings, Time time) {
        TlsContext made = new TlsContext(settings, null, time);
        if (!made.files.isEmpty()) {
            made.loaded = made.load();
            made.lookedAt = time.nanos();
        }
        return made;
    }

    static TlsContext given(SSLContext context, Time time) {
        return new TlsContext(RpcTls.defaults(), context, time);
    }

    /** For a new connection. */
    SSLContext now() {
        if (!files.isEmpty() && time.nanos() - lookedAt >= LOOK && looking.compareAndSet(false, true)) {
            Thread thread = new Thread(this::look, "ops-rpc-tls");
            thread.setDaemon(true);
            thread.start();
        }
        Loaded known = loaded;
        return known == null ? jdk() : known.context;
    }

    /** Made with the first connection that needs it: reading what the JDK trusts takes a while. */
    private synchronized SSLContext jdk() {
        Loaded known = loaded;
        if (known == null) {
            known = load();
            loaded = known;
        }
        return known.context;
    }

    private void look() {
        try {
            Loaded known = loaded;
            if (known == null || !known.stamps.equals(stamps())) {
                loaded = load();
                failing = false;
                log.atInfo().log("The TLS files of calls have changed; new connections use them.");
            }
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                log.atWarn()
                        .log(
                                "The TLS files of calls have changed and cannot be used; what was read before stays. {}",
                                e.getMessage());
            }
        } finally {
            lookedAt = time.nanos();
            looking.set(false);
        }
    }

    private Loaded load() {
        // Before the files are read: what is written meanwhile is seen the next time.
        List<String> stamps = stamps();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    settings.files().identity(),
                    new TrustManager[] {new ExplainedTrust(settings.files().trust())},
                    null);
            return new Loaded(context, stamps);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS for calls cannot be set up with this Java.", e);
        }
    }

    private List<String> stamps() {
        return files.stream().map(TlsContext::stamp).toList();
    }

    private static String stamp(Path file) {
        try {
            return Files.getLastModifiedTime(file) + " " + Files.size(file);
        } catch (IOException e) {
            return Objects.toString(e.getMessage());
        }
    }
}
