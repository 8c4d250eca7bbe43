package dev.refract.migrate;

import java.util.List;
import java.util.Optional;

/**
 * One migration of a plan: what would run, how, and why.
 *
 * @param migration the migration's name
 * @param statements how many statements its script has
 * @param transaction whether the script runs in one transaction, together with its ledger row
 * @param reason why it is so, for a person; not a whole sentence
 * @param routes how each statement runs, where the database has other routes than sending it as it is written; of a
 *     failed migration that is resumed, those that are left; otherwise empty
 * @param warnings what a person should know before it runs, each with the place in its script
 * @param losses of a down.sql: what it says that it loses; otherwise empty
 */
public record PlannedMigration(
        String migration,
        int statements,
        boolean transaction,
        String reason,
        List<Route> routes,
        List<String> warnings,
        List<Loss> losses) {

    /**
     * How one statement runs.
     *
     * @param statement its number in the script, from 1
     * @param summary what happens, in a word or a line, for example {@code direct}
     * @param reason why this route, for a person; a sentence without its full stop
     * @param steps what is sent to the server instead of the statement, each by itself; empty where the statement is
     * @param command the command of another program that it would come to as things are now; empty where none is called
     * @param refusal why the statement does not run at all where this route turns out to be impossible; empty where
     *     there is another one
     */
    public record Route(
            int statement,
            String summary,
            String reason,
            List<String> steps,
            Optional<ToolCommand> command,
            Optional<String> refusal) {

        /**
         * Copies the list.
         *
         * @param statement its number in the script, from 1
         * @param summary what happens, in a word or a line, for example {@code direct}
         * @param reason why this route, for a person; a sentence without its full stop
         * @param steps what is sent to the server instead of the statement, each by itself; empty where the statement
         *     is
         * @param command the command of another program that it would come to as things are now; empty where none is
         *     called
         * @param refusal why the statement does not run at all where this route turns out to be impossible; empty where
         *     there is another one
         */
        public Route {
            steps = List.copyOf(steps);
        }
    }

    /**
     * Copies the lists.
     *
     * @param migration the migration's name
     * @param statements how many statements its script has
     * @param transaction whether the script runs in one transaction, together with its ledger row
     * @param reason why it is so, for a person; not a whole sentence
     * @param routes how each statement runs, where the database has other routes than sending it as it is written; of a
     *     failed migration that is resumed, those that are left; otherwise empty
     * @param warnings what a person should know before it runs, each with the place in its script
     * @param losses of a down.sql: what it says that it loses; otherwise empty
     */
    public PlannedMigration {
        routes = List.copyOf(routes);
        warnings = List.copyOf(warnings);
        losses = List.copyOf(losses);
    }
}
