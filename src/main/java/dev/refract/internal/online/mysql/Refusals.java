package dev.refract.internal.online.mysql;

import dev.refract.internal.online.OnlineSettings;
import dev.refract.internal.online.OnlineSettings.ForeignKeysMethod;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.AlterAction.DropConstraint;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.internal.sql.statement.Identifier;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Why the tool can't do a change: it would refuse it, or it would do something else than the statement says. */
record Refusals(
        Alteration change,
        TableFacts table,
        OnlineSettings settings,
        Tool tool,
        ServerVersion server,
        Privileges privileges) {

    /** A reason, as a sentence without its full stop, and a way out of it beside the general ones. */
    record Refusal(String reason, List<String> waysOut) {
        Refusal {
            waysOut = List.copyOf(waysOut);
        }
    }

    private static final Set<String> INTEGERS = Set.of("int", "integer", "bigint", "mediumint", "smallint", "tinyint");
    private static final Set<String> TEXTS = Set.of("varchar", "char");

    /** The first reason there is. */
    Optional<Refusal> first() {
        return Stream.of(ofTable(), ofForeignKeys(), ofStatement(), ofUniqueKeys(), ofTool(), ofPrivileges())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Refusal> because(String reason, String... waysOut) {
        return Optional.of(new Refusal(reason, List.of(waysOut)));
    }

    private Optional<Refusal> ofTable() {
        if (!table.isInnoDb()) {
            return because(
                    "its engine is " + table.engine()
                            + ", and copying it while it is written to is only safe on InnoDB",
                    "Convert it first, in a maintenance window: ALTER TABLE … ENGINE=InnoDB.");
        }
        if (table.systemVersioned()) {
            return because("it is system-versioned: the copy would lose the rows' history");
        }
        if (!table.hasRowKey()) {
            return because(
                    "it has no primary key, nor a unique key whose columns are NOT NULL: the tool could not find its "
                            + "rows again",
                    "Give it a primary key first, in a migration of its own.");
        }
        if (table.rowKey().stream()
                .limit(1)
                .anyMatch(
                        column -> column.type().equals("enum") || column.type().equals("set"))) {
            return because("its primary key begins with an ENUM or SET, which the tool can't walk along in chunks");
        }
        if (!tool.walksBinaryKeys()
                && !server.mariadb()
                && table.rowKey().stream()
                        .anyMatch(column -> column.type().contains("binary")
                                || column.type().contains("blob"))) {
            return because(
                    "its primary key is binary, and version " + tool.number()
                            + " of the tool fails on such keys on MySQL",
                    "Install version 3.7.1 of the tool.");
        }
        if (!table.triggers().isEmpty() && !settings.extraArgs().contains("--preserve-triggers")) {
            return because(
                    "it has triggers (" + String.join(", ", table.triggers()) + ")",
                    "Let the tool carry them over: extra_args = [\"--preserve-triggers\"]; read its manual on that "
                            + "first.",
                    "Drop them before the statement and create them again after it, in the same migration.");
        }
        if (!isPlain(table.name()) || !isPlain(table.database())) {
            return because("the tool does not find tables whose name, or whose database's, has a quote, a backslash or "
                    + "letters other than ASCII's");
        }
        return ofChecks();
    }

    /** MySQL's and MariaDB's CHECK constraints can't be renamed back without copying the table. */
    private Optional<Refusal> ofChecks() {
        List<String> kept = table.checks().stream()
                .filter(name -> change.all(DropConstraint.class).stream()
                        .noneMatch(drop -> drop.target() != DropConstraint.Target.FOREIGN_KEY
                                && drop.name()
                                        .filter(dropped -> dropped.is(name))
                                        .isPresent()))
                .toList();
        return kept.isEmpty()
                ? Optional.empty()
                : because("the tool would rename its CHECK constraints (" + String.join(", ", kept)
                        + "), and nothing but another copy could name them back");
    }

    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c >= ' ' && c < 0x7F && c != '\'' && c != '\\');
    }

    private Optional<Refusal> ofForeignKeys() {
        if (table.refersToItself()) {
            return because(
                    "it has a foreign key to itself, which the tool can't carry",
                    "Drop that foreign key before the statement and add it again after it, in the same migration.");
        }
        Optional<String> taken = table.references().stream()
                .map(key -> Alteration.toolName(key.name()))
                .filter(name ->
                        table.references().stream().anyMatch(key -> key.name().equalsIgnoreCase(name)))
                .findFirst();
        if (taken.isPresent()) {
            return because(
                    "two of its foreign keys differ in leading underscores only: the tool would give one the name of the "
                            + "other, " + taken.get(),
                    "Rename one of them first: drop it and add it again under another name.");
        }
        if (table.referencedBy().isEmpty()) {
            return Optional.empty();
        }
        String referrers = String.join(
                ", ",
                table.referencedBy().stream()
                        .map(key -> key.table() + "." + key.name())
                        .toList());
        if (settings.alterForeignKeysMethod() == ForeignKeysMethod.REFUSE) {
            return because(
                    "foreign keys refer to it (" + referrers + ") and alter_foreign_keys_method is \"refuse\"",
                    "Set alter_foreign_keys_method = \"rebuild_constraints\".");
        }
        if (!server.mariadb()
                && server.major() == 8
                && server.minor() == 0
                && server.patch() >= 14
                && server.patch() <= 17) {
            return because(
                    "foreign keys refer to it (" + referrers
                            + "), and MySQL 8.0.14 to 8.0.17 crash on renaming such a table",
                    "Upgrade the server.");
        }
        if (settings.alterForeignKeysMethod() == ForeignKeysMethod.REBUILD_CONSTRAINTS
                && !tool.rebuildsConstraintsInPlace()) {
            return because(
                    "foreign keys refer to it (" + referrers + "), and version " + tool.number()
                            + " of the tool copies the tables that have them under a lock",
                    "Install version 3.7.1 of the tool.",
                    "Set alter_foreign_keys_method = \"drop_swap\", if it may be missing for a moment (MariaDB only).");
        }
        if (settings.alterForeignKeysMethod() == ForeignKeysMethod.DROP_SWAP && !tool.dropSwapsOn(server)) {
            return because(
                    "foreign keys refer to it (" + referrers + "), and version " + tool.number()
                            + " of the tool does not do drop_swap on this server",
                    "Install version 3.7.1 of the tool, or set alter_foreign_keys_method = \"rebuild_constraints\" "
                            + "with it.");
        }
        return Optional.empty();
    }

    private Optional<Refusal> ofStatement() {
        if (change.torn()) {
            return because(
                    "an executable comment opens before the table's name and closes after it",
                    "Write the statement without that comment.");
        }
        if (change.ignore()) {
            return because("it says IGNORE", "Write it without IGNORE.");
        }
        for (AlterAction action : change.actions()) {
            Optional<Refusal> refusal = ofAction(action);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        List<Actions.Renaming> renamings = change.actions().stream()
                .flatMap(action -> Actions.renaming(action).stream())
                .toList();
        List<String> renamed = renamings.stream()
                .flatMap(renaming ->
                        Stream.of(renaming.from().name(), renaming.to().name()))
                .toList();
        if (!renamed.stream().allMatch(Refusals::isPlain)) {
            return because(
                    "it renames a column, and the tool loses the data of a renamed column whose old or new name has "
                            + "other letters than ASCII's",
                    "Rename the column in a statement of its own: the server does that without copying.");
        }
        boolean replacesColumn = change.all(AlterAction.DropColumn.class).stream()
                .map(drop -> drop.column().name())
                .anyMatch(dropped -> change.all(AlterAction.AddColumn.class).stream()
                                .anyMatch(add -> add.column().name().is(dropped))
                        || renamings.stream().anyMatch(renaming -> renaming.to().is(dropped)));
        if (replacesColumn) {
            return because(
                    "it drops a column and makes another of the same name, which the tool takes for one column",
                    "Drop and add it in two statements.");
        }
        boolean leavesNoKey = change.any(Actions::dropsPrimaryKey) && !change.any(Actions::definesUniqueKey);
        return leavesNoKey
                ? because("it drops the primary key and adds no other: the tool needs one")
                : Optional.empty();
    }

    private Optional<Refusal> ofAction(AlterAction action) {
        if (action instanceof AlterAction.RenameTo) {
            return because(
                    "the tool can't rename a table",
                    "Write the renaming as a statement of its own: it needs no copying.");
        }
        if (Actions.isOutsideTheRows(action)
                || action instanceof AlterAction.Partitioning && !Actions.repartitions(action)) {
            return because("the tool can't do that on a copy", "Write it as a statement of its own.");
        }
        if (action instanceof AlterAction.Versioning) {
            return because("it changes the system versioning");
        }
        if (action instanceof AlterAction.Validation) {
            return because("the tool can't carry WITH or WITHOUT VALIDATION");
        }
        if (action instanceof AlterAction.AddConstraint add) {
            return ofConstraint(add.constraint());
        }
        if (action instanceof AlterAction.RenameColumn && !tool.knowsRenameColumn()) {
            return because(
                    "version " + tool.number()
                            + " of the tool takes RENAME COLUMN for a new column and would lose the data",
                    "Install version 3.7.1 of the tool.",
                    "Write it as CHANGE COLUMN old new definition.");
        }
        if (action instanceof AlterAction.TableOption set
                && set.option().is("ENGINE")
                && !set.option().value().filter("InnoDB"::equalsIgnoreCase).isPresent()) {
            return because("it changes the engine to another than InnoDB");
        }
        if (action instanceof AlterAction.UnreadAction) {
            return because("a part of it is not understood", "Write that part as a statement of its own.");
        }
        Optional<String> plain = Actions.redefined(action)
                .filter(definition -> definition.generated().isEmpty())
                .flatMap(definition -> Actions.existing(action))
                .flatMap(name -> table.column(name.name()))
                .filter(TableFacts.Column::generated)
                .map(TableFacts.Column::name);
        if (plain.isPresent()) {
            return because("it makes the generated column " + plain.get()
                    + " a plain one, whose values the tool would not copy");
        }
        return Actions.column(action).filter(Actions::bringsConstraint).isPresent()
                ? because(
                        "its column brings a constraint without a name: the server would name it after the tool's copy",
                        "Write the constraint as ADD CONSTRAINT name …")
                : Optional.empty();
    }

    private Optional<Refusal> ofConstraint(Constraint constraint) {
        boolean named = constraint instanceof Constraint.ForeignKey || constraint instanceof Constraint.Check;
        if (named && constraint.name().isEmpty()) {
            return because(
                    "it adds a constraint without a name: the server would name it after the tool's copy",
                    "Give it a name: ADD CONSTRAINT name …");
        }
        return constraint instanceof Constraint.ForeignKey key
                        && key.table().name().equalsIgnoreCase(table.name())
                ? because(
                        "it adds a foreign key from the table to itself, which the tool can't carry",
                        "Write that foreign key as a statement of its own, and let it run directly.")
                : Optional.empty();
    }

    /**
     * The tool copies with INSERT IGNORE: where two rows of the original are one to a unique key of the copy, one is
     * lost without a word.
     */
    private Optional<Refusal> ofUniqueKeys() {
        if (settings.allowUnique()) {
            return Optional.empty();
        }
        String[] consent = {
            "Make sure that no two rows share a value, now and while it runs, and say so: allow_unique = true, best "
                    + "in a refract.toml beside the migration.sql.",
            "On a server where ALGORITHM=INPLACE is good enough, set try_inplace = true: the server checks what it "
                    + "adds."
        };
        if (change.any(Actions::definesUniqueKey)) {
            return because("it adds a unique key, and rows with equal values would be lost without a word", consent);
        }
        List<String> touched = change.actions().stream()
                .filter(action -> !keepsDistinct(action))
                .flatMap(action -> Actions.existing(action).stream())
                .map(Identifier::name)
                .filter(table::isInUniqueKey)
                .toList();
        if (!touched.isEmpty()) {
            return because(
                    "it redefines " + String.join(", ", touched)
                            + ", part of a unique key: values that differ now may be equal then, and their rows be "
                            + "lost without a word",
                    consent);
        }
        boolean dropsKeyColumn = change.all(AlterAction.DropColumn.class).stream()
                .map(drop -> drop.column().name())
                .anyMatch(column -> table.isInUniqueKey(column) && !onlyKeyColumn(column));
        if (dropsKeyColumn) {
            return because(
                    "it drops a column of a unique key: the rest of the key may be the same in several rows, and "
                            + "they would be lost without a word",
                    consent);
        }
        if (change.has(AlterAction.ConvertCharset.class) && table.hasUniqueText()) {
            return because(
                    "it converts text that is part of a unique key: values that differ now may be equal then, and "
                            + "their rows be lost without a word",
                    consent);
        }
        return Optional.empty();
    }

    private boolean onlyKeyColumn(String column) {
        return table.indexes().stream()
                .filter(index -> index.unique() && index.columns().stream().anyMatch(column::equalsIgnoreCase))
                .allMatch(index -> index.columns().size() == 1);
    }

    /** Values that differ stay different, or the copying fails: an integer that does not fit stops the tool. */
    private boolean keepsDistinct(AlterAction redefinition) {
        Optional<TableFacts.Column> column = Actions.existing(redefinition).flatMap(name -> table.column(name.name()));
        Optional<ColumnDefinition> definition = Actions.redefined(redefinition);
        Optional<DataType> type = definition.flatMap(ColumnDefinition::type);
        if (column.isEmpty() || type.isEmpty()) {
            return false;
        }
        boolean recollates =
                type.get().charset().isPresent() || type.get().collation().isPresent();
        return column.get().isInteger() && INTEGERS.contains(type.get().name())
                || TEXTS.contains(type.get().name())
                        && !recollates
                        && TEXTS.contains(column.get().type())
                        && table.collation().equals(column.get().collation());
    }

    private Optional<Refusal> ofPrivileges() {
        if (privileges.triggersNeedSuper() && privileges.lacks("SUPER")) {
            return because(
                    "the server writes a binary log, and its user may then not create triggers",
                    "SET GLOBAL log_bin_trust_function_creators = 1 (on a managed server: in its parameters), or "
                            + "grant the user SUPER.");
        }
        if (tool.looksForItsSource()
                && privileges.lacks("REPLICATION CLIENT", "REPLICA MONITOR", "SLAVE MONITOR", "SUPER")) {
            return because(
                    "version " + tool.number()
                            + " of the tool looks whether the server is a replica, and its user may not",
                    server.mariadb()
                            ? "GRANT SLAVE MONITOR ON *.* TO the user."
                            : "GRANT REPLICATION CLIENT ON *.* TO the user.");
        }
        return Optional.empty();
    }

    private Optional<Refusal> ofTool() {
        if (!settings.checkReplicas().isEmpty() && !tool.readsLagOf(server)) {
            return because(
                    "version " + tool.number()
                            + " of the tool can't read the lag of check_replicas from this server, and would wait "
                            + "for ever",
                    "Install version 3.7.1 of the tool.");
        }
        if (!canBeAnArgument(change.text())) {
            return because(
                    "it has letters that this process's locale can't put on a command line: the tool would get "
                            + "question marks",
                    "Run Refract with LC_ALL=C.UTF-8.");
        }
        return Optional.empty();
    }

    /** Java writes arguments in the locale's encoding; up to Java 17 in its default one. */
    private static boolean canBeAnArgument(String text) {
        Charset locale = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        return locale.newEncoder().canEncode(text)
                && Charset.defaultCharset().newEncoder().canEncode(text);
    }
}
