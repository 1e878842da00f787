package dev.operable.samples.links;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Shortens links and reports each use of one to the hits service. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableScheduling
public class Links {
    public static void main(String[] args) {
        SpringApplication.run(Links.class, args);
    }
}
