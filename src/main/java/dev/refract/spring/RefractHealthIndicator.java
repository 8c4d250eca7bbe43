package dev.refract.spring;

import dev.refract.Refract;
import dev.refract.migrate.StatusResult;
import dev.refract.report.RefractException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@code refract} in the actuator's {@code health} (Boot 4): up where every migration is applied and none has failed,
 * otherwise down.
 */
public final class RefractHealthIndicator implements HealthIndicator {

    private final Refract refract;

    /** @param refract configured for the application's database */
    public RefractHealthIndicator(Refract refract) {
        this.refract = refract;
    }

    @Override
    public Health health() {
        try {
            StatusResult status = refract.status();
            Health.Builder health = status.upToDate() ? Health.up() : Health.down();
            return health.withDetails(RefractInfoContributor.details(status)).build();
        } catch (RefractException e) {
            return Health.down(e).build();
        }
    }
}
