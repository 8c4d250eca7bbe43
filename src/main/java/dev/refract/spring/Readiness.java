package dev.refract.spring;

import dev.refract.migrate.StatusResult;
import dev.refract.report.RefractException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the health indicators of Boot 3.5 and 4 say.
 *
 * @param up every migration of every database is applied and none has failed
 * @param details as in {@code info}
 * @param failure why a status can't be read; null where all can
 */
record Readiness(
        boolean up, Map<String, ?> details, @Nullable RefractException failure) {

    static Readiness of(RefractDatabases databases, RefractDataRun data) {
        try {
            boolean[] up = {true};
            Map<String, ?> details = databases.tell(refract -> {
                StatusResult status = refract.status();
                up[0] &= status.upToDate();
                return RefractInfoContributor.details(status, data.state(refract));
            });
            return new Readiness(up[0], details, null);
        } catch (RefractException e) {
            return new Readiness(false, Map.of(), e);
        }
    }
}
