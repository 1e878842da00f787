package dev.operable.spring;

import dev.operable.core.http.RequestContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** An application whose pages are the same on servlets and on WebFlux, open, and without timers of Spring Boot. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        excludeName = {
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration"
        })
@Import({Desk.Pages.class, Desk.Answering.class})
class Desk {
    @Bean
    Held held() {
        return new Held();
    }

    /** What callers wait for until a test lets them go. */
    static final class Held {
        private final Queue<CompletableFuture<String>> answers = new ConcurrentLinkedQueue<>();

        CompletableFuture<String> next() {
            CompletableFuture<String> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        }

        int count() {
            return answers.size();
        }

        void release() {
            for (CompletableFuture<String> answer; (answer = answers.poll()) != null; ) {
                answer.complete("released");
            }
        }
    }

    static String here() {
        return RequestContext.current().map(RequestContext::traceId).orElse("nothing") + " " + MDC.get("trace_id");
    }

    @RestController
    static class Pages {
        private final Held held;

        Pages(Held held) {
            this.held = held;
        }

        @GetMapping("/links/{code}")
        String link(@PathVariable String code) {
            return here();
        }

        @PostMapping("/bodies")
        String body(@RequestBody byte[] body) {
            return body.length + " " + here();
        }

        @GetMapping("/broken")
        String broken() {
            throw new IllegalStateException("the page is torn");
        }

        @GetMapping("/held")
        CompletableFuture<String> held() {
            return held.next();
        }

        @GetMapping(value = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> events() {
            return Flux.interval(Duration.ofMillis(10)).onBackpressureDrop().map(number -> "event " + number);
        }
    }

    /** Answers what goes wrong by itself. */
    @RestController
    static class Answering {
        @PostMapping("/answered")
        String body(@RequestBody byte[] body) {
            return Integer.toString(body.length);
        }

        @ExceptionHandler({IOException.class, HttpMessageNotReadableException.class})
        ResponseEntity<String> unreadable() {
            return ResponseEntity.unprocessableContent()
                    .header("Of-Mine", "yes")
                    .body("unreadable");
        }
    }
}
