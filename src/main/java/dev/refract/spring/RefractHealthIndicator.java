package dev.refract.spring;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@code refract} in the actuator's {@code health} (Boot 4): up where every migration is applied and none has failed,
 * otherwise down.
 */
public final class RefractHealthIndicator implements HealthIndicator {

    private final RefractDatabases databases;

    /** @param databases what the application migrates */
    public RefractHealthIndicator(RefractDatabases databases) {
        this.databases = databases;
    }

    @Override
    public Health health() {
        Readiness readiness = Readiness.of(databases);
        if (readiness.failure() != null) {
            return Health.down(readiness.failure()).build();
        }
        return (readiness.up() ? Health.up() : Health.down())
                .withDetails(readiness.details())
                .build();
    }
}
