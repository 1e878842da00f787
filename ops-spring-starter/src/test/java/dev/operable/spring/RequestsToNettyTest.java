package dev.operable.spring;

/** WebFlux. */
class RequestsToNettyTest extends RequestContract {
    RequestsToNettyTest() {
        super(
                "Netty",
                "--spring.main.web-application-type=reactive",
                "--spring.autoconfigure.exclude=org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration,"
                        + "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration");
    }
}
