package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.SettingChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * a new column whose default a replica would compute otherwise (MySQL, MariaDB)
 *
 * <p>MySQL 9.7 refuses it with ROW and MIXED, with rows or without, and warns with STATEMENT; what only reads or writes
 * rows is never refused, and CREATE TABLE, MODIFY and SET DEFAULT are logged without harm. MariaDB 11.8 logs the text
 * of the ALTER TABLE with each format, and says nothing.
 */
public final class FailUnsafeStatementRule extends Rule {

    /** Its name, for who hears it from the server. */
    public static final String ID = "fail-unsafe-statement";

    /** Each was tried as a default. */
    private static final Set<String> OF_THE_MOMENT =
            Set.of("uuid", "uuid_short", "sys_guid", "rand", "sysdate", "random_bytes");

    private static final Set<String> ON_MYSQL = Set.of(
            "uuid",
            "uuid_short",
            "rand",
            "sysdate",
            "random_bytes",
            "user",
            "current_user",
            "session_user",
            "system_user",
            "aes_encrypt");

    FailUnsafeStatementRule() {
        super(
                ID,
                Severity.ERROR,
                "a new column whose default a replica would compute otherwise (MySQL, MariaDB)",
                "A replica that runs the statement gets other values.");
    }

    @Override
    String whyOnMysql(Server server) {
        return server.isMariadb()
                ? "The statement's text goes to the binary log whatever binlog_format says: a replica computes other "
                        + "values, and nothing says so."
                : "While there is a binary log, as is the default, the server refuses it (1674); with binlog_format "
                        + "STATEMENT it warns, and a replica computes other values.";
    }

    @Override
    void check(Step step) {
        if (!step.server.isMysql() || !(step.change instanceof TableChange.AlterTable alter)) {
            return;
        }
        Optional<String> format = setting(step, "binlog_format");
        boolean unlogged = setting(step, "sql_log_bin")
                .filter(FailUnsafeStatementRule::isOff)
                .isPresent();
        for (AlterAction.AddColumn add : alter.all(AlterAction.AddColumn.class)) {
            ColumnDefinition column = add.column();
            Set<String> unsafe = step.server.isMariadb() ? OF_THE_MOMENT : ON_MYSQL;
            Optional<String> function = column.defaultValue()
                    .flatMap(value ->
                            value.functions().stream().filter(unsafe::contains).findFirst());
            if (function.isEmpty() || unlogged) {
                continue;
            }
            String what = step.text(column.defaultValue().orElseThrow().span());
            boolean refused = !step.server.isMariadb()
                    && format.filter("STATEMENT"::equalsIgnoreCase).isEmpty();
            String table = step.quoted(alter.table().name());
            String name = step.quoted(column.name().name());
            String type = column.type().map(t -> step.text(t.span())).orElse("");
            step.report(
                    this,
                    refused ? Severity.ERROR : step.server.isMariadb() ? Severity.INFO : Severity.WARNING,
                    column.span(),
                    List.of(alter.table().name()),
                    refused
                            ? "The server refuses it (1674): " + what + " would give other values on a replica."
                            : "The statement's text goes to the binary log: a replica asks " + what
                                    + " itself, and gets other values.",
                    "ALTER TABLE " + table + " ADD COLUMN " + name + " " + type + ";\nALTER TABLE " + table
                            + " ALTER COLUMN " + name + " SET DEFAULT " + what + ";",
                    "UPDATE " + table + " SET " + name + " = " + what + " WHERE " + name
                            + " IS NULL; -- in batches by key");
        }
    }

    /** What the script has set for its session. */
    private static Optional<String> setting(Step step, String name) {
        Optional<String> value = Optional.empty();
        for (Change earlier : step.earlier()) {
            if (earlier instanceof SettingChange.Settings settings) {
                for (SettingChange.Assignment one : settings.assignments()) {
                    if (one.scope() == SettingChange.Scope.SESSION && one.name().equals(name)) {
                        value = one.value();
                    }
                }
            }
        }
        return value;
    }

    private static boolean isOff(String value) {
        return value.equals("0") || value.equalsIgnoreCase("off") || value.equalsIgnoreCase("false");
    }
}
