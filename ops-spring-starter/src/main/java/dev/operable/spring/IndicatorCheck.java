package dev.operable.spring;

import dev.operable.health.CheckResult;
import dev.operable.health.HealthCheck;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** What one of Spring Boot's health indicators says, as a self-check says it. */
final class IndicatorCheck implements HealthCheck {
    private static final String ERROR = "error";

    private final HealthIndicator indicator;
    private final Predicate<Status> fails;

    /**
     * @param fails which statuses are failures; of the others, all but {@code UP} and {@code UNKNOWN} are a degradation
     */
    IndicatorCheck(HealthIndicator indicator, Predicate<Status> fails) {
        this.indicator = indicator;
        this.fails = fails;
    }

    @Override
    public CheckResult run() {
        Health health = indicator.health(true);
        if (health == null) {
            return CheckResult.fail("The health indicator returned null.");
        }
        Status status = health.getStatus();
        CheckResult result;
        if (fails.test(status)) {
            result = CheckResult.fail(reason(health));
        } else if (status.equals(Status.UP) || status.equals(Status.UNKNOWN)) {
            result = CheckResult.pass();
        } else {
            result = CheckResult.degraded(reason(health));
        }
        for (Map.Entry<String, Object> detail : health.getDetails().entrySet()) {
            if (!detail.getKey().equals(ERROR) || result.reason().isEmpty()) {
                result = result.with(detail.getKey(), detail.getValue());
            }
        }
        return result;
    }

    private static String reason(Health health) {
        Object error = health.getDetails().get(ERROR);
        if (error != null) {
            return error.toString();
        }
        String description = health.getStatus().getDescription();
        return description.isEmpty() ? "It is " + health.getStatus().getCode() + "." : description;
    }
}
