package dev.operable.spring;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application that does its work once, and has no server. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Job {
    public static void main(String[] args) {
        SpringApplication job = new SpringApplication(Job.class);
        job.setWebApplicationType(WebApplicationType.NONE);
        job.run(args);
    }

    @Bean
    CommandLineRunner work() {
        return arguments -> System.out.println("{\"message\":\"worked\"}");
    }
}
