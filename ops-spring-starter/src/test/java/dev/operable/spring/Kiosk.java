package dev.operable.spring;

import dev.operable.health.SelfCheck;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application for whichever web server is there, secured by Spring Security's defaults: nothing is open. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(Kiosk.Pages.class)
class Kiosk {
    @Bean
    Till till() {
        return new Till();
    }

    static final class Till {
        volatile boolean open = true;

        @SelfCheck("till")
        boolean isOpen() {
            return open;
        }
    }

    @RestController
    static class Pages {
        @GetMapping("/**")
        String any() {
            return "secret";
        }
    }
}
