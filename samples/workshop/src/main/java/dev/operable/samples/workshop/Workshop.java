package dev.operable.samples.workshop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;

/** Keeps the customers of a workshop and their bicycles. */
@SpringBootApplication
@EnableCaching
public class Workshop {
    public static void main(String[] args) {
        SpringApplication.run(Workshop.class, args);
    }
}
