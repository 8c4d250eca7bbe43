package dev.refract.internal.schema.sqlite;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.Names;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.schema.script.DownWriter;
import dev.refract.internal.schema.script.ScriptBuilder;
import dev.refract.internal.schema.script.ScriptRenames;
import dev.refract.internal.sql.Script;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The way back on SQLite. What ALTER TABLE can do is done by it; otherwise a table is built anew beside the old one,
 * its rows are copied, and it takes the old one's place. Views and triggers that name what changes go first and come
 * back last.
 */
public final class SqliteDown implements DownWriter {

    @Override
    public ScriptBuilder undo(Schema before, Schema after, Script migration) {
        return new Plan(before, after, ScriptRenames.of(before, after, migration)).draft();
    }

    private static final class Plan {

        private final Schema before;
        private final Schema after;
        /** Tables that are there before and after: from the name after to the name before. */
        private final Map<String, String> kept = new TreeMap<>();

        private final Map<String, SqliteTable> tables = new LinkedHashMap<>();
        private final List<SchemaObject> dropped;
        private final ScriptBuilder draft = new ScriptBuilder();

        Plan(Schema before, Schema after, ScriptRenames renames) {
            this.before = before;
            this.after = after;
            kept.putAll(renames.tables());
            for (SchemaObject table : after.all(Kind.TABLE)) {
                String name = table.name().name();
                boolean same = before.objects().containsKey(table.name())
                        && sameSort(table, before.objects().get(table.name()));
                if (!kept.containsKey(name) && same && !kept.containsValue(name)) {
                    kept.put(name, name);
                }
            }
            kept.forEach((now, old) ->
                    tables.put(now, new SqliteTable(before, after, old, now, renames.columns(now), kept)));
            dropped = after.all(Kind.TABLE).stream()
                    .filter(table -> !kept.containsKey(table.name().name()))
                    .toList();
        }

        /** A virtual table has a definition of its own, and none of another one's rows fits in it. */
        private static boolean sameSort(SchemaObject now, SchemaObject old) {
            return now.get("definition").equals(old.get("definition"));
        }

        ScriptBuilder draft() {
            boolean unchecked = tables.values().stream().anyMatch(SqliteTable::isRebuilt) || droppedAreReferred();
            if (unchecked) {
                draft.note("Foreign keys are off while a table takes another's place. Refract runs all of it in one "
                        + "transaction, and checks them at its end.");
                draft.sql("PRAGMA foreign_keys = OFF");
            }
            Set<ObjectName> gone = dropDependents();
            dropIndexes();
            dropTables();
            renameTables();
            tables.values().forEach(table -> table.alter(draft));
            createTables();
            createIndexes();
            createDependents(gone);
            numbers();
            if (unchecked) {
                draft.sql("PRAGMA foreign_keys = ON");
            }
            return draft;
        }

        private void numbers() {
            for (String pragma : SqliteIntrospection.NUMBERS) {
                String now = number(after, pragma);
                String old = number(before, pragma);
                if (!now.equals(old)) {
                    draft.sql("PRAGMA " + pragma + " = " + old);
                }
            }
        }

        private static String number(Schema schema, String pragma) {
            return schema.find(ObjectName.of(Kind.SCHEMA, ""))
                    .map(settings -> settings.get(pragma))
                    .filter(number -> !number.isEmpty())
                    .orElse("0");
        }

        // Views and triggers

        /** Those that differ, and those that name a table that changes or a view that goes. */
        private Set<ObjectName> dropDependents() {
            Set<ObjectName> gone = new HashSet<>();
            after.objects().values().stream()
                    .filter(Plan::isDependent)
                    .filter(object -> !object.equals(before.objects().get(object.name())))
                    .forEach(object -> gone.add(object.name()));
            Set<ObjectName> touched = new HashSet<>();
            tables.forEach((name, table) -> {
                if (table.isTouched()) {
                    touched.add(ObjectName.of(Kind.TABLE, name));
                }
            });
            dropped.forEach(table -> touched.add(table.name()));
            boolean more = true;
            while (more) {
                more = after.objects().values().stream()
                        .filter(Plan::isDependent)
                        .filter(object -> owned(object, touched)
                                || object.needs().stream()
                                        .anyMatch(need -> touched.contains(need) || gone.contains(need)))
                        .map(object -> gone.add(object.name()))
                        .reduce(false, Boolean::logicalOr);
            }
            gone.stream()
                    .sorted()
                    .filter(name -> name.kind() == Kind.TRIGGER)
                    .forEach(name -> draft.sql("DROP TRIGGER " + SqliteNames.sql(name.name())));
            gone.stream()
                    .sorted()
                    .filter(name -> name.kind() == Kind.VIEW)
                    .forEach(name -> draft.sql("DROP VIEW " + SqliteNames.sql(name.name())));
            return gone;
        }

        private static boolean isDependent(SchemaObject object) {
            return object.kind() == Kind.VIEW || object.kind() == Kind.TRIGGER;
        }

        private static boolean owned(SchemaObject object, Set<ObjectName> touched) {
            return touched.contains(ObjectName.of(Kind.TABLE, object.name().table()));
        }

        private void createDependents(Set<ObjectName> gone) {
            List<SchemaObject> left = new ArrayList<>(before.objects().values().stream()
                    .filter(Plan::isDependent)
                    .filter(old -> !after.objects().containsKey(old.name()) || gone.contains(old.name()))
                    .toList());
            while (!left.isEmpty()) {
                SchemaObject next = left.stream()
                        .filter(object -> left.stream()
                                .noneMatch(other -> object.needs().contains(other.name())
                                        || other.kind() == Kind.VIEW
                                                && object.name()
                                                        .table()
                                                        .equals(other.name().name())))
                        .findFirst()
                        .orElse(left.get(0));
                draft.sql(next.get("definition"));
                left.remove(next);
            }
        }

        // Indexes

        private void dropIndexes() {
            for (SchemaObject index : after.all(Kind.INDEX)) {
                SqliteTable table = tables.get(index.name().table());
                if (table != null && !table.isRebuilt() && !table.keeps(index)) {
                    draft.sql("DROP INDEX " + SqliteNames.sql(index.name().name()));
                }
            }
        }

        private void createIndexes() {
            Set<ObjectName> there = new HashSet<>();
            for (SchemaObject index : after.all(Kind.INDEX)) {
                SqliteTable table = tables.get(index.name().table());
                if (table != null && !table.isRebuilt() && table.keeps(index)) {
                    there.add(new ObjectName(
                            Kind.INDEX,
                            Objects.requireNonNull(kept.get(index.name().table())),
                            index.name().name()));
                }
            }
            before.all(Kind.INDEX).stream()
                    .filter(index -> !there.contains(index.name()))
                    .forEach(index -> draft.sql(index.get("definition")));
        }

        // Tables

        @SuppressWarnings("ReferenceEquality") // one object of a schema has one instance
        private boolean droppedAreReferred() {
            return dropped.stream()
                    .anyMatch(table -> after.all(Kind.TABLE).stream().anyMatch(other -> {
                        boolean alsoGoes = !kept.containsKey(other.name().name());
                        return other != table
                                && SqliteTable.refers(after, other, table.name().name())
                                && (!alsoGoes
                                        || SqliteTable.refers(
                                                after, table, other.name().name()));
                    }));
        }

        /** Those that refer to others first. */
        @SuppressWarnings("ReferenceEquality") // one object of a schema has one instance
        private void dropTables() {
            List<SchemaObject> left = new ArrayList<>(dropped);
            while (!left.isEmpty()) {
                SchemaObject next = left.stream()
                        .filter(table -> left.stream()
                                .noneMatch(other -> other != table
                                        && SqliteTable.refers(
                                                after, other, table.name().name())))
                        .findFirst()
                        .orElse(left.get(0));
                String table = SqliteNames.sql(next.name().name());
                draft.losesTable(table).sql("DROP TABLE " + table);
                left.remove(next);
            }
        }

        /** One after the other; where names went round in a circle, one waits under a name that no table has. */
        private void renameTables() {
            Map<String, String> left = new TreeMap<>();
            kept.forEach((now, old) -> {
                if (!now.equals(old)) {
                    left.put(now, old);
                }
            });
            while (!left.isEmpty()) {
                Optional<String> free = left.keySet().stream()
                        .filter(now -> !left.containsKey(left.get(now)))
                        .findFirst();
                String next = free.orElse(left.keySet().iterator().next());
                String old = Objects.requireNonNull(left.get(next));
                String to = free.isPresent() ? old : Names.distinct(old + "_before", after);
                draft.sql("ALTER TABLE " + SqliteNames.sql(next) + " RENAME TO " + SqliteNames.sql(to));
                String last = left.remove(next);
                if (free.isEmpty()) {
                    left.put(to, last);
                }
            }
        }

        private void createTables() {
            for (SchemaObject table : before.all(Kind.TABLE)) {
                if (!kept.containsValue(table.name().name())) {
                    draft.comesBackEmpty(SqliteNames.sql(table.name().name()))
                            .sql(SqliteTable.create(before, table, table.name().name()));
                }
            }
        }
    }
}
