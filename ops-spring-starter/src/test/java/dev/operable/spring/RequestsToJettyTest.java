package dev.operable.spring;

/** Servlets, on a server that logs and ends requests in another way. */
class RequestsToJettyTest extends RequestContract {
    RequestsToJettyTest() {
        super(
                "Jetty",
                "--spring.autoconfigure.exclude=org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration");
    }
}
