package dev.operable.spring;

/** Servlets, on the server that Spring Boot prefers. */
class RequestsToTomcatTest extends RequestContract {
    RequestsToTomcatTest() {
        super(
                "Tomcat",
                "--spring.autoconfigure.exclude=org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration");
    }
}
