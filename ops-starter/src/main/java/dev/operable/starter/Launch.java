package dev.operable.starter;

import dev.operable.config.ConfigException;
import dev.operable.config.Settings;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import dev.operable.database.Database;
import dev.operable.database.DatabaseSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code OPS_MODE} asks of a process, and the status that it exits with. Used once, by the thread of {@code main}. */
final class Launch {
    private static final int FAILED = 1;

    private final Supplier<Settings.Builder> bindings;
    private final Function<Settings.Builder, Wiring> wiring;
    private final Redaction redaction;

    /** @param redaction what is hidden when the settings, which may name more, cannot be read */
    Launch(Supplier<Settings.Builder> bindings, Function<Settings.Builder, Wiring> wiring, Redaction redaction) {
        this.bindings = bindings;
        this.wiring = wiring;
        this.redaction = redaction;
    }

    /** Returns with the running service, or not at all. */
    Ops run() {
        try {
            Settings.Builder builder = bindings.get();
            if (builder.value("OPS_MODE").filter("env"::equalsIgnoreCase).isPresent()) {
                print(builder.example());
                throw exit(0);
            }
            return run(wiring.apply(builder));
        } catch (ConfigException wrong) {
            System.err.println(redaction.text(String.valueOf(wrong.getMessage())));
            throw exit(ConfigException.EXIT_STATUS);
        } catch (StartException told) {
            if (told.toldToStop()) {
                log().atInfo().addKeyValue("step", told.step()).log("The process was told to end during its start.");
            } else {
                log().atError()
                        .addKeyValue("step", told.step())
                        .setCause(redaction.error(told))
                        .log("The service did not start.");
            }
            throw exit(FAILED);
        } catch (RuntimeException failed) {
            log().atError().setCause(redaction.error(failed)).log("The service did not start.");
            throw exit(FAILED);
        }
    }

    private static Ops run(Wiring service) {
        return switch (service.settings().get(ModeSettings.class).mode()) {
            case RUN -> {
                Ops ops = service.start(System::exit);
                endsWith(Thread.currentThread(), ops, service.settings());
                yield ops;
            }
            case CHECK -> {
                Redaction redaction = service.inCode().redaction();
                ReleaseCheck check = ReleaseCheck.of(service);
                print(redaction.sentences(check.report()));
                throw exit(check.exitStatus());
            }
            case MIGRATE -> {
                migrate(service);
                throw exit(0);
            }
            case ENV -> throw new IllegalStateException("The list of the variables needs no settings.");
        };
    }

    /**
     * Ends the process when the thread that starts the service dies before the service listens: half a service, kept alive
     * by the threads of its servers, would be neither found nor restarted.
     */
    private static void endsWith(Thread starter, Ops ops, Settings settings) {
        starter.setUncaughtExceptionHandler((thread, error) -> {
            UncaughtExceptionHandler others = Thread.getDefaultUncaughtExceptionHandler();
            Optional<String> taken = ops.announced() || !isOf(BindException.class, error)
                    ? Optional.empty()
                    : TakenAddress.of(settings.explain());
            if (taken.isPresent()) {
                log().atError().setCause(error).log(taken.get());
            } else if (others != null) {
                others.uncaughtException(thread, error);
            } else {
                // The service was closed, and with it the handler that logs; the log itself goes on.
                log().atError()
                        .addKeyValue("ended_thread", thread.getName())
                        .setCause(error)
                        .log("An exception that nobody caught ended a thread.");
            }
            if (!ops.announced()) {
                System.exit(FAILED);
            }
        });
    }

    private static boolean isOf(Class<? extends Throwable> type, @Nullable Throwable error) {
        return error != null && (type.isInstance(error) || isOf(type, error.getCause()));
    }

    /** Migrates the database and starts nothing else: the release before may still be running here. */
    private static void migrate(Wiring service) {
        ServiceIdentity identity = service.identity();
        if (!service.withDatabase()) {
            throw new IllegalStateException(
                    identity.name() + " has no database to migrate. Do not set OPS_MODE=migrate, or say that it has one"
                            + " with Ops.service(\"" + identity.name() + "\").database().");
        }
        Settings settings = service.settings();
        Logging logging = Logging.start(
                identity, settings.get(LoggingSettings.class), service.inCode().redaction());
        try (Database database = Database.open(settings.get(DatabaseSettings.class), new SimpleMeterRegistry())) {
            int applied = database.migrate();
            log().atInfo().addKeyValue("applied", applied).log("The database is migrated.");
        } finally {
            logging.close();
        }
    }

    // No constant: the log starts in another thread while this class is loaded.
    private static Logger log() {
        return LoggerFactory.getLogger(Launch.class);
    }

    private static void print(String text) {
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(text);
    }

    /** Ends the process; what it returns is only for the compiler. */
    private static IllegalStateException exit(int status) {
        System.exit(status);
        return new IllegalStateException("The process exits with status " + status + ".");
    }
}
