package dev.operable.spring;

import dev.operable.health.Criticality;
import dev.operable.health.Probe;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.contributor.Status;

/** As Actuator's groups {@code readiness} and {@code liveness} say it, and its mapping of statuses. */
final class GroupMeaning extends IndicatorMeaning {
    private static final int FIRST_ERROR = 400;

    private final HealthEndpointGroups groups;

    GroupMeaning(HealthEndpointGroups groups) {
        this.groups = groups;
    }

    @Override
    Criticality criticality(String path) {
        return isMember("readiness", path) || isMember("liveness", path) ? Criticality.CRITICAL : Criticality.DEGRADES;
    }

    @Override
    Probe probe(String path) {
        return isMember("liveness", path) ? Probe.LIVE : Probe.READY;
    }

    @Override
    boolean fails(Status status) {
        return groups.getPrimary().getHttpCodeStatusMapper().getStatusCode(status) >= FIRST_ERROR;
    }

    private boolean isMember(String name, String path) {
        @Nullable HealthEndpointGroup group = groups.get(name);
        int slash = path.indexOf('/');
        return group != null && (group.isMember(path) || (slash > 0 && group.isMember(path.substring(0, slash))));
    }
}
