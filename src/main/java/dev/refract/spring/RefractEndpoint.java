package dev.refract.spring;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.report.RefractException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The actuator endpoint {@code refract}: where the database stands, as {@code refract migrate status --json} says. */
@Endpoint(id = "refract")
public final class RefractEndpoint {

    private final RefractDatabases databases;

    /** @param databases what the application migrates */
    public RefractEndpoint(RefractDatabases databases) {
        this.databases = databases;
    }

    /**
     * The status in plain maps and texts, which every JSON library writes alike.
     *
     * @return values by the names of docs/schema/result.json: a {@code status}, or an {@code error} where the database
     *     does not answer. Of several databases, these under each name
     */
    @ReadOperation
    public Map<String, ?> status() {
        return databases.tell(RefractEndpoint::status);
    }

    private static Map<String, @Nullable Object> status(Refract refract) {
        try {
            return JsonLine.of(refract.status()).values();
        } catch (RefractException e) {
            return JsonLine.of(e, e.next()).values();
        }
    }
}
