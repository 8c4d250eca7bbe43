package dev.refract.spring;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@code refract} in the actuator's {@code health} (Boot 4): up where every migration is applied and none has failed,
 * otherwise down.
 */
public final class RefractHealthIndicator implements HealthIndicator {

    private final RefractDatabases databases;
    private final RefractDataRun data;

    /**
     * Asks nothing yet.
     *
     * @param databases what the application migrates
     * @param data whose runs in the background are told of
     */
    public RefractHealthIndicator(RefractDatabases databases, RefractDataRun data) {
        this.databases = databases;
        this.data = data;
    }

    @Override
    public Health health() {
        Readiness readiness = Readiness.of(databases, data);
        if (readiness.failure() != null) {
            return Health.down(readiness.failure()).build();
        }
        return (readiness.up() ? Health.up() : Health.down())
                .withDetails(readiness.details())
                .build();
    }
}
