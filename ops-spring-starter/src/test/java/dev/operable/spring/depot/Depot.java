package dev.operable.spring.depot;

import dev.operable.config.Check;
import dev.operable.config.Default;
import dev.operable.config.Live;
import dev.operable.config.Secret;
import dev.operable.spring.LiveSettings;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Component;

/** An application as its users write it, with settings of its own. */
@SpringBootApplication
public class Depot {
    @LiveSettings
    public record Shelves(@Default("2s") Duration refillEvery, Optional<Secret> lockCode) {
        public Shelves {
            Check.positive("refillEvery", refillEvery);
        }
    }

    /** Another one, so that there are two of the kind {@code Live}. */
    @LiveSettings
    record Doors(@Default("2") int doors) {}

    /** Takes both forms. */
    @Component
    public static class Keeper {
        public final Live<Shelves> live;
        public final Shelves atTheStart;

        Keeper(Live<Shelves> live, Shelves atTheStart) {
            this.live = live;
            this.atTheStart = atTheStart;
        }
    }
}
