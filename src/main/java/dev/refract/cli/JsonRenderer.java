package dev.refract.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.DownResult;
import dev.refract.migrate.GenerateDownResult;
import dev.refract.migrate.HandoverResult;
import dev.refract.migrate.PlannedMigration;
import dev.refract.migrate.RehearseResult;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.WayBack;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import dev.refract.report.ScriptPlace;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** One JSON object a line: events as they come, then the result or the error. The schema is in docs/events.md. */
final class JsonRenderer implements Renderer {

    /** What programs look for, and scripts that they run. */
    private static final Set<String> KEPT = Set.of("event", "result", "code", "text", "at");

    private final PrintWriter out;

    JsonRenderer(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void on(Event event) {
        JsonObject line = new JsonObject();
        line.addProperty("event", event.type());
        line.addProperty("at", Instant.now().toString());
        Json.object(event).entrySet().forEach(entry -> line.add(entry.getKey(), entry.getValue()));
        print(line);
    }

    @Override
    public void deployed(DeployResult result, boolean dryRun) {
        JsonObject line = new JsonObject();
        line.addProperty("result", dryRun ? "plan" : "deploy");
        line.addProperty("database", result.database());
        line.addProperty("found", result.found());
        line.add("plan", steps(result.plan()));
        line.add("applied", Json.of(result.applied()));
        print(line);
    }

    @Override
    public void rolledBack(DownResult result, boolean dryRun) {
        JsonObject line = new JsonObject();
        line.addProperty("result", dryRun ? "downPlan" : "down");
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
        print(line);
    }

    @Override
    public void rehearsed(RehearseResult result) {
        JsonObject line = new JsonObject();
        line.addProperty("result", "rehearse");
        line.addProperty("good", result.isGood());
        Json.object(result).entrySet().forEach(entry -> line.add(entry.getKey(), entry.getValue()));
        print(line);
    }

    @Override
    public void plan(String heading, List<PlannedMigration> plan) {
        // nobody is asked in JSON, and the events have said it already
    }

    private static JsonArray steps(List<PlannedMigration> plan) {
        JsonArray steps = new JsonArray();
        plan.forEach(planned -> steps.add(step(planned)));
        return steps;
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
            route.command().ifPresent(command -> {
                object.add("command", Json.of(command.arguments()));
                object.addProperty("file", command.file());
            });
            routes.add(object);
        }
        return routes;
    }

    @Override
    public void status(StatusResult result, boolean strict) {
        JsonObject line = new JsonObject();
        line.addProperty("result", "status");
        Json.object(result).entrySet().forEach(entry -> line.add(entry.getKey(), entry.getValue()));
        JsonArray migrations = line.getAsJsonArray("migrations");
        for (int i = 0; i < migrations.size(); i++) {
            migrations
                    .get(i)
                    .getAsJsonObject()
                    .addProperty("down", result.migrations().get(i).wayBack() != WayBack.NONE);
        }
        line.addProperty("upToDate", result.upToDate());
        line.addProperty("consistent", result.consistent());
        print(line);
    }

    @Override
    public void handover(HandoverResult result) {
        JsonObject line = new JsonObject();
        line.addProperty("result", "handover");
        Json.object(result).entrySet().forEach(entry -> line.add(entry.getKey(), entry.getValue()));
        line.addProperty("ready", result.ready());
        line.add("commands", Json.of(result.commands()));
        print(line);
    }

    @Override
    public void generated(GenerateDownResult result, boolean texts) {
        JsonObject line = new JsonObject();
        line.addProperty("result", "generateDown");
        Json.object(result).entrySet().forEach(entry -> line.add(entry.getKey(), entry.getValue()));
        print(line);
    }

    @Override
    public void resolved(String upTo, List<String> applied) {
        JsonObject line = new JsonObject();
        line.addProperty("result", "resolve");
        line.addProperty("upTo", upTo);
        line.add("migrations", Json.of(applied));
        print(line);
    }

    @Override
    public void done(String verb, String key, String value, String sentence) {
        JsonObject line = new JsonObject();
        line.addProperty("result", verb);
        line.addProperty(key, value);
        print(line);
    }

    @Override
    public void error(RefractException error) {
        JsonObject line = new JsonObject();
        line.addProperty("result", "error");
        line.addProperty("code", error.code().map(Enum::name).orElse(null));
        line.addProperty("what", error.what());
        line.addProperty("next", error.next());
        line.add("migration", Json.of(error.place().flatMap(ScriptPlace::migration)));
        line.add("file", Json.of(error.place().map(ScriptPlace::file)));
        line.add("line", Json.of(error.place().flatMap(ScriptPlace::line)));
        line.add("column", Json.of(error.place().flatMap(ScriptPlace::column)));
        line.add("statement", Json.of(error.place().flatMap(ScriptPlace::statement)));
        line.add("sqlState", Json.of(error.sqlState()));
        print(line);
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

    private void print(JsonElement line) {
        String text = printable(masked(line).toString());
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }
}
