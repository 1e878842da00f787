package dev.operable.spring;

import dev.operable.core.http.InFlight;
import dev.operable.core.http.IncomingRequests;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * The requests to a WebFlux application, of which there is one for all of its handlers.
 *
 * @param requests what each gets
 * @param inFlight those that are being answered
 */
record WebRequests(IncomingRequests requests, InFlight inFlight) {
    HttpHandler around(HttpHandler application) {
        return new IncomingWebHandler(requests, inFlight, SelfCheckWebFilter::isSelfCheck, application);
    }
}
