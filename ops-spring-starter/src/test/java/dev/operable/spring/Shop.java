package dev.operable.spring;

import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.SelfCheck;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** An ordinary Spring Boot application, without a line that knows the starter's wiring. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({Shop.Pages.class, Shop.Checks.class})
class Shop {
    public static void main(String[] args) {
        SpringApplication.run(Shop.class, args);
    }

    @Bean
    RestClient stock(RestClient.Builder builder) {
        return builder.baseUrl("http://stock").build();
    }

    @RestController
    static class Pages {
        /** Takes every path of one segment, as a service with short links does. */
        @GetMapping("/{code}")
        String page(@PathVariable String code) {
            return "page " + code;
        }
    }

    static class Checks {
        volatile boolean open = true;

        @SelfCheck(value = "till", criticality = Criticality.CRITICAL)
        CheckResult till() {
            return open ? CheckResult.pass() : CheckResult.fail("the till is closed");
        }
    }
}
