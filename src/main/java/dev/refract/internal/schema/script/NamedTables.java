package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.TableChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the tables that a migration's statements name are called before it and after it. */
final class NamedTables {

    private final Schema before;
    private final Schema after;
    private final List<Renaming> renamings = new ArrayList<>();

    private record Renaming(int statement, String from, String to) {}

    NamedTables(Schema before, Schema after, Script migration) {
        this.before = before;
        this.after = after;
        for (SqlStatement statement : migration.statements()) {
            switch (statement.kind()) {
                case ALTER_TABLE, RENAME_TABLE -> read(statement.number(), migration.change(statement));
                default -> {}
            }
        }
    }

    private void read(int number, Change change) {
        if (change instanceof TableChange.RenameTables rename) {
            rename.renamings()
                    .forEach(one -> renamings.add(
                            new Renaming(number, one.from().name(), one.to().name())));
        } else if (change instanceof TableChange.AlterTable alter) {
            for (AlterAction action : alter.actions()) {
                if (action instanceof AlterAction.RenameTo rename) {
                    renamings.add(new Renaming(
                            number, alter.table().name(), rename.name().name()));
                }
            }
        }
    }

    /** As one statement names them. */
    At at(SqlStatement statement) {
        return new At(this, statement.number());
    }

    /** As the schema of before names them. */
    At atFirst() {
        return new At(this, 0);
    }

    /** A column that a table had before, as it stands in SQL; empty where it had none of that name. */
    String column(String table, String column) {
        Dialect dialect = before.dialect();
        return before.objects().keySet().stream()
                .filter(name -> name.kind() == Kind.COLUMN
                        && plain(dialect, name.table()).equalsIgnoreCase(table))
                .map(ObjectName::name)
                .filter(name -> plain(dialect, name).equalsIgnoreCase(column))
                .map(name -> dialect == Dialect.POSTGRESQL ? name : dialect.quote(name))
                .findFirst()
                .orElse("");
    }

    /** The renamed tables, as schemas name them: from the name after the migration to the one before it. */
    Map<String, String> renamed() {
        Map<String, String> renamed = new HashMap<>();
        for (SchemaObject table : after.all(Kind.TABLE)) {
            String name = table.name().name();
            String old = first(plain(after.dialect(), name), Integer.MAX_VALUE);
            before.all(Kind.TABLE).stream()
                    .map(one -> one.name().name())
                    .filter(one ->
                            !one.equals(name) && plain(before.dialect(), one).equalsIgnoreCase(old))
                    .forEach(one -> renamed.put(name, one));
        }
        return renamed;
    }

    record At(NamedTables all, int statement) {
        /** Whether a table is there before the migration and after it, under whatever name. */
        boolean stays(String table) {
            return isThere(table, all.before) && isThere(table, all.after)
                    || isThere(all.first(table, statement), all.before)
                            && isThere(all.last(table, statement), all.after);
        }

        /** What it was called before the migration; what it is called in the end, where it was not there. */
        String was(String table) {
            String first = all.first(table, statement);
            return isThere(first, all.before) ? first : all.last(table, statement);
        }

        /** Whether a statement that fills one table from another gives that one's rows a new place. */
        boolean isMovedTo(String from, String table) {
            return !from.equalsIgnoreCase(table)
                    && all.first(from, statement).equalsIgnoreCase(all.last(table, statement));
        }

        /** Whether a table that the migration made has the place of one that was there, in the end. */
        boolean takesPlace(String table) {
            String last = all.last(table, statement);
            return !last.equalsIgnoreCase(table) && isThere(last, all.before) && isThere(last, all.after);
        }

        /** What it was called before, or what the table was whose place it has, as it stands in SQL. */
        Stream<String> names(String table) {
            List<String> first = all.inSql(all.first(table, statement));
            return (first.isEmpty() ? all.inSql(all.last(table, statement)) : first).stream();
        }
    }

    private String first(String table, int statement) {
        String name = table;
        for (int i = renamings.size() - 1; i >= 0; i--) {
            Renaming one = renamings.get(i);
            if (one.statement() < statement && one.to().equalsIgnoreCase(name)) {
                name = one.from();
            }
        }
        return name;
    }

    private String last(String table, int statement) {
        String name = table;
        for (Renaming one : renamings) {
            if (one.statement() >= statement && one.from().equalsIgnoreCase(name)) {
                name = one.to();
            }
        }
        return name;
    }

    private List<String> inSql(String table) {
        return before.all(Kind.TABLE).stream()
                .map(object -> object.name().name())
                .filter(name -> plain(before.dialect(), name).equalsIgnoreCase(table))
                .map(name -> before.dialect() == Dialect.POSTGRESQL
                        ? name
                        : before.dialect().quote(name))
                .map(this::whole)
                .toList();
    }

    /** The table whose partition a table was, or itself: whoever looks for rows looks there. */
    String whole(String table) {
        String of = before.find(ObjectName.of(Kind.TABLE, table))
                .map(part -> part.get("partition of"))
                .orElse("");
        return of.isEmpty() ? table : whole(of);
    }

    private static boolean isThere(String table, Schema schema) {
        return schema.all(Kind.TABLE).stream()
                .map(object -> object.name().name())
                .anyMatch(name -> plain(schema.dialect(), name).equalsIgnoreCase(table));
    }

    /** The last part of a name that may be qualified and quoted. */
    static String plain(Dialect dialect, String name) {
        return dialect == Dialect.POSTGRESQL ? QualifiedName.text(QualifiedName.last(name)) : name;
    }
}
