package dev.refract.spring;

import dev.refract.Refract;
import dev.refract.migrate.StatusResult;
import dev.refract.report.RefractException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The actuator endpoint {@code refract}: where the database stands, as {@code refract migrate status} says. */
@Endpoint(id = "refract")
public final class RefractEndpoint {

    private final Refract refract;

    /** @param refract configured for the application's database */
    public RefractEndpoint(Refract refract) {
        this.refract = refract;
    }

    /**
     * The status in plain maps and texts, which every JSON library writes alike.
     *
     * @return values by name; {@code error} where the database does not answer
     */
    @ReadOperation
    public Map<String, Object> status() {
        try {
            StatusResult result = refract.status();
            Map<String, Object> status = new LinkedHashMap<>();
            status.put("database", result.database());
            status.put("upToDate", result.upToDate());
            status.put("prisma8", result.prisma8());
            status.put(
                    "migrations",
                    result.migrations().stream().map(RefractEndpoint::entry).toList());
            return status;
        } catch (RefractException e) {
            return Map.of(
                    "error",
                    e.what(),
                    "code",
                    e.code().map(Enum::name).orElse(""),
                    "next",
                    e.next(),
                    "migrations",
                    List.of());
        }
    }

    private static Map<String, Object> entry(StatusResult.Entry entry) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", entry.name());
        values.put("state", entry.state().name());
        values.put("onDisk", entry.onDisk());
        values.put("edited", entry.edited());
        entry.startedAt().ifPresent(time -> values.put("startedAt", time.toString()));
        entry.finishedAt().ifPresent(time -> values.put("finishedAt", time.toString()));
        entry.rolledBackAt().ifPresent(time -> values.put("rolledBackAt", time.toString()));
        entry.checksum().ifPresent(checksum -> values.put("checksum", checksum));
        entry.logs().ifPresent(logs -> values.put("logs", logs));
        return values;
    }
}
