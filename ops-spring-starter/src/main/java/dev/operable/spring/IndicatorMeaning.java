package dev.operable.spring;

import dev.operable.health.Criticality;
import dev.operable.health.Probe;
import org.springframework.boot.health.contributor.Status;

/**
 * What a failure of one of Spring Boot's health indicators means for the service. Without Actuator's groups, none keeps
 * traffic away: what every instance asks must not take every instance out at once.
 */
class IndicatorMeaning {
    Criticality criticality(String path) {
        return Criticality.DEGRADES;
    }

    Probe probe(String path) {
        return Probe.READY;
    }

    boolean fails(Status status) {
        return status.equals(Status.DOWN) || status.equals(Status.OUT_OF_SERVICE);
    }
}
