package dev.refract.internal.online.mysql;

import dev.refract.internal.migrate.run.Route;
import dev.refract.internal.online.OnlineSettings;
import dev.refract.internal.online.OnlineSettings.Mode;
import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which route one change of one table takes: the cheapest that is safe.
 *
 * @param table what is known of it; empty where it is not there yet
 * @param connection how the tool would connect, without the password
 * @param tool looks the tool up; asked only when it may be needed, and throws where there is none
 */
record Decision(
        Alteration change,
        Optional<TableFacts> table,
        OnlineSettings settings,
        Supplier<Tool> tool,
        ServerVersion server,
        Privileges privileges,
        String connection) {

    private static final String INSTANT = "ALGORITHM=INSTANT";
    private static final String IN_PLACE = "ALGORITHM=INPLACE, LOCK=NONE";

    /** The route, with its reason. */
    Route route() {
        if (settings.mode() == Mode.OFF) {
            return new Route.Direct("online changes are off here");
        }
        if (table.isEmpty()) {
            return new Route.Direct("the table is new: it is not in the database yet");
        }
        TableFacts facts = table.get();
        if (!facts.leftovers().none()) {
            return leftBehind(facts.leftovers());
        }
        String size = facts.size().toString();
        if (change.choosesItself()) {
            return new Route.Direct("it names its own ALGORITHM or LOCK; " + size);
        }
        if (settings.mode() == Mode.ALWAYS) {
            return change.is(Actions::isMetadataOnly) && change.is(Actions::isOutsideTheRows)
                    ? new Route.Direct("only the catalog changes; " + size)
                    : online(facts, "mode = \"always\"; " + size);
        }
        if (!facts.size().reaches(settings)) {
            return new Route.Direct("the table is small: " + size);
        }
        return large(facts, size);
    }

    private Route large(TableFacts facts, String size) {
        if (change.is(Actions::isOutsideTheRows)) {
            return new Route.Direct("only the catalog changes; " + size);
        }
        boolean metadataOnly = change.is(Actions::isMetadataOnly);
        List<NonBlocking.Attempt> attempts = attempts(metadataOnly);
        boolean expected = metadataOnly
                || settings.tryInstant() && change.is(Actions::isInstantAsARule)
                || settings.tryInplace() && change.is(Actions::isInPlaceAsARule);
        Route otherwise = online(facts, "the table is large: " + size);
        if (attempts.isEmpty() || otherwise.refusal().isPresent() && !expected) {
            return otherwise;
        }
        return new NonBlocking(
                attempts,
                otherwise,
                (metadataOnly ? "only the catalog changes" : "the server may do it without copying") + "; " + size);
    }

    /** Partitioning can't be followed by an ALGORITHM. */
    private List<NonBlocking.Attempt> attempts(boolean metadataOnly) {
        List<NonBlocking.Attempt> attempts = new ArrayList<>();
        if (change.torn()
                || change.ignore()
                || change.any(Actions::repartitions)
                || change.any(Actions::isOutsideTheRows)) {
            return attempts;
        }
        if (settings.tryInstant() || metadataOnly) {
            attempts.add(attempt(INSTANT));
        }
        if (settings.tryInplace() || metadataOnly) {
            attempts.add(attempt(IN_PLACE));
        }
        return attempts;
    }

    private NonBlocking.Attempt attempt(String what) {
        return new NonBlocking.Attempt(what, change.asking(table.orElseThrow().database(), what));
    }

    private Route online(TableFacts facts, String reason) {
        Tool found;
        try {
            found = tool.get();
        } catch (RefractException e) {
            return refused(facts, e.what().replaceFirst("\\.$", ""), List.of(e.next()));
        }
        Optional<Refusals.Refusal> refusal = new Refusals(change, facts, settings, found, server, privileges).first();
        return refusal.isPresent()
                ? refused(facts, refusal.get().reason(), refusal.get().waysOut())
                : new ByTool(change, Handover.of(change, facts, settings, found, server, connection), reason);
    }

    private static Route refused(TableFacts facts, String reason, List<String> waysOut) {
        List<String> all = new ArrayList<>(waysOut);
        all.add("Let it run directly, when its table may be blocked for that long: online = \"never\" in a "
                + "refract.toml beside the migration.sql.");
        return new Route.Refused(
                facts.name() + " has " + facts.size() + ", too large to change directly, and the tool can't do it: "
                        + reason,
                all);
    }

    private static Route leftBehind(Leftovers leftovers) {
        return new Route.Refused(
                "an earlier run of the tool on " + leftovers.table() + " left something behind: " + leftovers.names(),
                List.of(removalOf(leftovers)));
    }

    /** How a person removes leftovers, and what to make sure of before. */
    static String removalOf(Leftovers leftovers) {
        String swapped = leftovers.oldTables().isEmpty()
                ? ""
                : " A table ending in _old is the original after the swap: the change was made then, and migrate "
                        + "deploy --resume-at N resumes after it.";
        return "Make sure that the tool does not run any more (ps -ef | grep pt-online-schema-change)." + swapped
                + " Then remove it, in this order:\n" + leftovers.script();
    }
}
