package dev.operable.spring;

import dev.operable.core.lifecycle.RestartPolicy;
import dev.operable.core.lifecycle.Supervisor;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.SelfCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** An ordinary Spring Boot application on Tomcat, open, without a line that knows the starter's wiring. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        excludeName = {
            "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration"
        })
@EnableScheduling
@Import({Shop.Pages.class, Shop.Checks.class})
class Shop {
    public static void main(String[] args) {
        SpringApplication.run(Shop.class, args);
    }

    @Bean
    RestClient stock(RestClient.Builder builder) {
        return builder.baseUrl("http://stock").build();
    }

    /** Sends mail, when a test wants to see it fail. */
    @Bean
    ApplicationRunner mail(Supervisor supervisor) {
        RestartPolicy quick = new RestartPolicy(Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMinutes(1), 4);
        return arguments -> {
            if (System.getenv("SHOP_MAIL") != null) {
                supervisor.supervise(
                        "mail",
                        () -> {
                            throw new IOException("broken pipe");
                        },
                        quick);
            }
        };
    }

    @Bean
    InitializingBean delivery() {
        return () -> haltAt("bean");
    }

    @Bean
    ApplicationRunner opening() {
        return arguments -> haltAt("runner");
    }

    /** Lets the end of the application begin no earlier than a test wants it to. */
    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void closing(ContextClosedEvent event) {
        String sign = System.getenv("SHOP_CLOSES_AFTER");
        while (sign != null && !Files.exists(Path.of(sign))) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Stands still until the process is told to end, and goes on then, when a test wants to see that. */
    private static void haltAt(String place) throws IOException {
        if (place.equals(System.getenv("SHOP_HALTS_AT"))) {
            Files.createFile(Path.of(System.getenv("SHOP_HALTED")));
            while (!isEnding()) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static boolean isEnding() {
        Thread hook = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException ending) {
            return true;
        }
    }

    @RestController
    static class Pages {
        /** Takes every path of one segment, as a service with short links does. */
        @GetMapping("/{code}")
        String page(@PathVariable String code) {
            if (code.equals("broken")) {
                throw new IllegalStateException("the page is torn");
            }
            return "page " + code;
        }
    }

    static class Checks {
        volatile boolean open = true;

        @SelfCheck(value = "till", criticality = Criticality.CRITICAL)
        CheckResult till() {
            return open ? CheckResult.pass() : CheckResult.fail("the till is closed");
        }

        @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
        void restock() throws IOException {
            String mark = System.getenv("SHOP_RESTOCKED");
            if (mark != null) {
                Files.createFile(Path.of(mark));
            }
        }
    }
}
