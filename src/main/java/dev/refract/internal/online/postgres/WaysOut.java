package dev.refract.internal.online.postgres;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.QualifiedName;
import java.sql.SQLException;
import java.util.List;

/** How a person gets to the same schema without the lock: expand and contract, for this table and column. */
final class WaysOut {

    private WaysOut() {}

    static List<String> ofType(
            PostgresTables.Statement statement, QualifiedName table, AlterAction.SetType type, TableFacts facts)
            throws SQLException {
        String name = Catalog.quoted(table);
        String old = Catalog.quote(type.column().name());
        String fresh = Catalog.quote(type.column().name() + "_new");
        String value = type.using().map(using -> statement.text(using.span())).orElse(old);
        return List.of("Change it in three migrations, with a new column beside the old one:\n"
                + "    -- migration 1 of 3\n"
                + "    ALTER TABLE " + name + " ADD COLUMN " + fresh + " "
                + statement.text(type.type().span()) + ";\n"
                + "    -- then the application writes both columns, and the rows that are there are copied in batches:\n"
                + "    UPDATE " + name + " SET " + fresh + " = " + value + " WHERE " + batch(statement, facts) + ";\n"
                + "    -- migration 2 of 3, when the application reads the new column\n"
                + "    ALTER TABLE " + name + " RENAME COLUMN " + old + " TO "
                + Catalog.quote(type.column().name() + "_old") + ";\n"
                + "    ALTER TABLE " + name + " RENAME COLUMN " + fresh + " TO " + old + ";\n"
                + "    -- migration 3 of 3, when nobody needs the old one\n"
                + "    ALTER TABLE " + name + " DROP COLUMN "
                + Catalog.quote(type.column().name() + "_old") + ";\n"
                + "  Its default, NOT NULL, indexes and foreign keys belong to migration 2.");
    }

    static List<String> ofDefault(
            PostgresTables.Statement statement, QualifiedName table, AlterAction.AddColumn add, TableFacts facts)
            throws SQLException {
        String name = Catalog.quoted(table);
        String column = Catalog.quote(add.column().name().name());
        String type = add.column().type().map(t -> statement.text(t.span())).orElse("");
        String value =
                add.column().defaultValue().map(e -> statement.text(e.span())).orElse("");
        return List.of("Add the column without its value, and fill it in batches:\n"
                + "    -- migration 1 of 2\n"
                + "    ALTER TABLE " + name + " ADD COLUMN " + column + " " + type + ";\n"
                + "    ALTER TABLE " + name + " ALTER COLUMN " + column + " SET DEFAULT " + value + ";\n"
                + "    -- then the rows that are there:\n"
                + "    UPDATE " + name + " SET " + column + " = " + value + " WHERE " + column + " IS NULL AND "
                + batch(statement, facts) + ";\n"
                + "    -- migration 2 of 2, where it is NOT NULL\n"
                + "    ALTER TABLE " + name + " ALTER COLUMN " + column + " SET NOT NULL;");
    }

    /** A range of the primary key's first column. */
    private static String batch(PostgresTables.Statement statement, TableFacts facts) throws SQLException {
        List<String> key = statement
                .catalog()
                .query(
                        "SELECT a.attname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = "
                                + "i.indrelid AND a.attnum = i.indkey[0] WHERE i.indisprimary AND i.indrelid = "
                                + facts.oid(),
                        row -> row.getString(1));
        String column = key.isEmpty() ? "key" : Catalog.quote(key.get(0));
        return column + " >= … AND " + column + " < …";
    }
}
