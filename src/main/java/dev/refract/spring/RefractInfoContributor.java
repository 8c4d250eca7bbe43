package dev.refract.spring;

import dev.refract.Refract;
import dev.refract.migrate.StatusResult;
import dev.refract.report.RefractException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Where the database stands, in short, as {@code refract} in the actuator's {@code info}. */
public final class RefractInfoContributor implements InfoContributor {

    private final RefractDatabases databases;
    private final RefractDataRun data;

    /**
     * Asks nothing yet.
     *
     * @param databases what the application migrates
     * @param data whose runs in the background are told of
     */
    public RefractInfoContributor(RefractDatabases databases, RefractDataRun data) {
        this.databases = databases;
        this.data = data;
    }

    @Override
    public void contribute(Info.Builder builder) {
        builder.withDetail("refract", databases.tell(this::details));
    }

    private Map<String, Object> details(Refract refract) {
        try {
            return details(refract.status(), data.state(refract));
        } catch (RefractException e) { // what exactly is for the log and the endpoint: info is often public
            return Map.of("code", e.code().map(Enum::name).orElse(""));
        }
    }

    /**
     * The short form: flags, how many are applied, and which are not.
     *
     * @param data how far data migrations in the background are, where they run
     */
    static Map<String, Object> details(StatusResult status, Optional<String> data) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("upToDate", status.upToDate());
        details.put("consistent", status.consistent());
        details.put("applied", status.names(StatusResult.State.APPLIED).size());
        details.put("pending", status.names(StatusResult.State.PENDING));
        details.put("failed", status.names(StatusResult.State.FAILED));
        data.ifPresent(state -> details.put("dataRun", state));
        return details;
    }
}
