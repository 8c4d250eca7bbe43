package dev.refract.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.refract.data.DataRunResult;
import dev.refract.data.DataStatus;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import dev.refract.migrate.BaselineResult;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.DownResult;
import dev.refract.migrate.DriftResult;
import dev.refract.migrate.GenerateDownResult;
import dev.refract.migrate.HandoverResult;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintResult;
import dev.refract.migrate.PlannedMigration;
import dev.refract.migrate.RehearseResult;
import dev.refract.migrate.SquashResult;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.WayBack;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import dev.refract.report.ScriptPlace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event, a result or an error as a JSON object. docs/events.md describes them, docs/schema has their schemas: what
 * changes here changes there.
 *
 * @param object with keys of the interface; its values may still hold secrets
 */
public record JsonLine(JsonObject object) {

    /** What programs look for, and scripts that they run. */
    private static final Set<String> KEPT = Set.of("event", "result", "code", "text", "at");

    /** An event, which happens now. */
    public static JsonLine of(Event event) {
        JsonObject line = new JsonObject();
        line.addProperty("event", event.type());
        line.addProperty("at", Instant.now().toString());
        return withAll(line, event);
    }

    /** A deploy, or what it would do. */
    public static JsonLine of(DeployResult result, boolean dryRun) {
        JsonObject line = result(dryRun ? "plan" : "deploy");
        line.addProperty("database", result.database());
        line.addProperty("found", result.found());
        JsonArray plan = new JsonArray();
        result.plan().forEach(planned -> plan.add(step(planned)));
        line.add("plan", plan);
        line.add("applied", Json.of(result.applied()));
        line.add("recorded", Json.of(result.recorded()));
        return new JsonLine(line);
    }

    /** A roll-back, or what it would do. */
    public static JsonLine of(DownResult result, boolean dryRun) {
        JsonObject line = result(dryRun ? "downPlan" : "down");
        line.addProperty("database", result.database());
        JsonArray plan = new JsonArray();
        for (DownResult.Entry entry : result.plan()) {
            JsonObject step = step(entry.planned());
            step.add("finishedAt", Json.of(entry.finishedAt()));
            step.add("losses", Json.of(entry.planned().losses()));
            plan.add(step);
        }
        line.add("plan", plan);
        line.add("rolledBack", Json.of(result.rolledBack()));
        return new JsonLine(line);
    }

    /** A rehearsal. */
    public static JsonLine of(RehearseResult result) {
        JsonObject line = result("rehearse");
        line.addProperty("good", result.isGood());
        return withAll(line, result);
    }

    private static JsonObject step(PlannedMigration planned) {
        JsonObject object = new JsonObject();
        object.addProperty("migration", planned.migration());
        object.addProperty("statements", planned.statements());
        object.addProperty("transaction", planned.transaction());
        object.addProperty("reason", planned.reason());
        if (!planned.routes().isEmpty()) {
            object.add("ways", routes(planned.routes()));
        }
        return object;
    }

    private static JsonArray routes(List<PlannedMigration.Route> planned) {
        JsonArray routes = new JsonArray();
        for (PlannedMigration.Route route : planned) {
            JsonObject object = new JsonObject();
            object.addProperty("statement", route.statement());
            object.addProperty("way", route.summary());
            object.addProperty("reason", route.reason());
            if (!route.steps().isEmpty()) {
                object.add("steps", Json.of(route.steps()));
            }
            route.command().ifPresent(command -> {
                object.add("command", Json.of(command.arguments()));
                object.addProperty("file", command.file());
            });
            routes.add(object);
        }
        return routes;
    }

    /** Where a database stands. */
    public static JsonLine of(StatusResult result) {
        JsonObject line = withAll(result("status"), result).object();
        JsonArray migrations = line.getAsJsonArray("migrations");
        for (int i = 0; i < migrations.size(); i++) {
            migrations
                    .get(i)
                    .getAsJsonObject()
                    .addProperty("down", result.migrations().get(i).wayBack() != WayBack.NONE);
        }
        if (result.dataMigrations().isEmpty()) {
            line.remove("dataMigrations");
        }
        line.addProperty("upToDate", result.upToDate());
        line.addProperty("consistent", result.consistent());
        return new JsonLine(line);
    }

    /** A run of data migrations, or what it would do. */
    public static JsonLine of(DataRunResult result) {
        return withAll(result("data"), result);
    }

    /** How far data migrations are. */
    public static JsonLine of(DataStatus result) {
        return withAll(result("dataStatus"), result);
    }

    /** What verify.sql counts, by data migration. */
    public static JsonLine verified(Map<String, Long> left) {
        JsonObject line = result("dataVerify");
        JsonObject rows = new JsonObject();
        left.forEach(rows::addProperty);
        line.add("left", rows);
        return new JsonLine(line);
    }

    /** How a database differs from what its migrations make. */
    public static JsonLine of(DriftResult result) {
        return withAll(result("drift"), result);
    }

    /** Many migrations that became one. */
    public static JsonLine of(SquashResult result) {
        return withAll(result("squash"), result);
    }

    /** A database that came under migrations, or differs from them. */
    public static JsonLine of(BaselineResult result) {
        return withAll(result("baseline"), result);
    }

    /** Whether Prisma 8 can take over. */
    public static JsonLine of(HandoverResult result) {
        JsonObject line = withAll(result("handover"), result).object();
        line.addProperty("ready", result.ready());
        line.add("commands", Json.of(result.commands()));
        return new JsonLine(line);
    }

    /** One thing that lint found. */
    public static JsonLine of(LintFinding finding) {
        return withAll(result("lintFinding"), finding);
    }

    /** What lint looked at, and how much it found; the findings are lines of their own. */
    public static JsonLine of(LintResult result) {
        JsonObject line = result("lint");
        line.addProperty("server", result.server());
        line.add("migrations", Json.of(result.migrations()));
        line.addProperty("statements", result.statements());
        line.add("unread", Json.of(result.unread()));
        line.add("sizes", Json.of(result.sizes()));
        line.add("notObserved", Json.of(result.notObserved()));
        line.addProperty("errors", result.count(LintFinding.Severity.ERROR));
        line.addProperty("warnings", result.count(LintFinding.Severity.WARNING));
        line.addProperty("infos", result.count(LintFinding.Severity.INFO));
        line.addProperty("ignored", result.ignored().size());
        return new JsonLine(line);
    }

    /** The ways back that were written. */
    public static JsonLine of(GenerateDownResult result) {
        return withAll(result("generateDown"), result);
    }

    /** Migrations that were recorded as applied, up to one. */
    public static JsonLine resolved(String upTo, List<String> applied) {
        JsonObject line = result("resolve");
        line.addProperty("upTo", upTo);
        line.add("migrations", Json.of(applied));
        return new JsonLine(line);
    }

    /**
     * A result that is one value.
     *
     * @param verb the result's name
     * @param key what the value is
     */
    public static JsonLine done(String verb, String key, String value) {
        JsonObject line = result(verb);
        line.addProperty(key, value);
        return new JsonLine(line);
    }

    /**
     * What a verb failed with.
     *
     * @param next what to do about it, in the front end's form
     */
    public static JsonLine of(RefractException error, String next) {
        JsonObject line = result("error");
        line.addProperty("code", error.code().map(Enum::name).orElse(null));
        line.addProperty("what", error.what());
        line.addProperty("next", next);
        line.add("migration", Json.of(error.place().flatMap(ScriptPlace::migration)));
        line.add("file", Json.of(error.place().map(ScriptPlace::file)));
        line.add("line", Json.of(error.place().flatMap(ScriptPlace::line)));
        line.add("column", Json.of(error.place().flatMap(ScriptPlace::column)));
        line.add("statement", Json.of(error.place().flatMap(ScriptPlace::statement)));
        line.add("sqlState", Json.of(error.sqlState()));
        return new JsonLine(line);
    }

    private static JsonObject result(String name) {
        JsonObject line = new JsonObject();
        line.addProperty("result", name);
        return line;
    }

    private static JsonLine withAll(JsonObject line, Object values) {
        Json.object(values).entrySet().forEach(entry -> line.add(entry.getKey(), entry.getValue()));
        return new JsonLine(line);
    }

    /** The object as Java's own values, without secrets. */
    public Map<String, @Nullable Object> values() {
        return Json.plain(masked(object).getAsJsonObject());
    }

    /** The object as one line of text, without secrets. */
    public String text() {
        return printable(masked(object).toString());
    }

    /** As {@link #text}. */
    @Override
    public String toString() {
        return text();
    }

    /** Events and errors have no secrets; a result may have one that somebody else left in the ledger. */
    private static JsonElement masked(JsonElement value) {
        if (value instanceof JsonObject object) {
            object.entrySet().stream()
                    .filter(entry -> !KEPT.contains(entry.getKey()))
                    .forEach(entry -> entry.setValue(masked(entry.getValue())));
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, masked(array.get(i)));
            }
        } else if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
            String text = value.getAsString();
            String masked = Secrets.masked(text);
            return masked.equals(text) ? value : new JsonPrimitive(masked);
        }
        return value;
    }

    /** What would command a terminal that shows the line is written by JSON's own escapes: the value stays the same. */
    private static String printable(String json) {
        StringBuilder printable = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (Controls.isUnsafe(c) && printable == null) {
                printable = new StringBuilder(json.length() + 16).append(json, 0, i);
            }
            if (printable != null) {
                printable.append(Controls.isUnsafe(c) ? Controls.unicode(c) : String.valueOf(c));
            }
        }
        return printable == null ? json : printable.toString();
    }
}
