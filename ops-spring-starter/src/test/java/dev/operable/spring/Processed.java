package dev.operable.spring;

import dev.operable.config.Default;
import dev.operable.config.Live;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The shop, with settings of its own. */
@Configuration(proxyBeanMethods = false)
@Import({Shop.class, Processed.Shelves.class, Processed.Keeper.class})
class Processed {
    public static void main(String[] args) {
        SpringApplication.run(Processed.class, args);
    }

    @LiveSettings
    record Shelves(@Default("2s") Duration refillEvery) {}

    @RestController
    static class Keeper {
        private final Live<Shelves> live;
        private final Shelves atTheStart;

        Keeper(Live<Shelves> live, Shelves atTheStart) {
            this.live = live;
            this.atTheStart = atTheStart;
        }

        @GetMapping("/a/shelves")
        String shelves() {
            return live.get().refillEvery() + " " + atTheStart.refillEvery();
        }
    }
}
