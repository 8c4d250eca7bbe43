package dev.refract.spring;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.report.RefractException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** The actuator endpoint {@code refract}: where the database stands, as {@code refract migrate status --json} says. */
@Endpoint(id = "refract")
public final class RefractEndpoint {

    private final RefractDatabases databases;
    private final RefractDataRun data;

    /**
     * Asks nothing yet.
     *
     * @param databases what the application migrates
     * @param data whose runs in the background are told of
     */
    public RefractEndpoint(RefractDatabases databases, RefractDataRun data) {
        this.databases = databases;
        this.data = data;
    }

    /**
     * The status in plain maps and texts, which every JSON library writes alike.
     *
     * @return values by the names of docs/schema/result.json: a {@code status}, or an {@code error} where the database
     *     does not answer; and {@code dataRun}, the {@code state} and {@code error} of data migrations in the
     *     background, where they run. Of several databases, these under each name
     */
    @ReadOperation
    public Map<String, ?> status() {
        return databases.tell(this::status);
    }

    /**
     * How the database differs from what its applied migrations make, which are run on a scratch database for it: it
     * takes as long as they do.
     *
     * @param question {@code drift}
     * @return values by the names of docs/schema/result.json: a {@code drift}, or an {@code error}; null for another
     *     question
     */
    @ReadOperation
    public @Nullable Map<String, ?> drift(@Selector String question) {
        return question.equals("drift")
                ? databases.tell(refract -> drift(refract).values())
                : null;
    }

    private static JsonLine drift(Refract refract) {
        try {
            return JsonLine.of(refract.drift());
        } catch (RefractException e) {
            return JsonLine.of(e, e.next());
        }
    }

    private Map<String, @Nullable Object> status(Refract refract) {
        Map<String, @Nullable Object> status = new LinkedHashMap<>(line(refract).values());
        data.told(refract).ifPresent(told -> status.put("dataRun", told));
        return status;
    }

    private static JsonLine line(Refract refract) {
        try {
            return JsonLine.of(refract.status());
        } catch (RefractException e) {
            return JsonLine.of(e, e.next());
        }
    }
}
