package dev.refract.internal.schema.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScriptRenamesTest {

    /** Each table has the columns {@code x}, {@code y}, {@code z} and an index {@code i} or {@code j}. */
    private static Schema schema(String... tables) {
        return Schema.of(
                Dialect.MYSQL,
                Stream.of(tables).flatMap(ScriptRenamesTest::objects).toList());
    }

    private static Stream<SchemaObject> objects(String table) {
        Stream<ObjectName> parts = Stream.concat(
                Stream.of("x", "y", "z").map(column -> new ObjectName(Kind.COLUMN, table, column)),
                Stream.of("i", "j").map(index -> new ObjectName(Kind.INDEX, table, index)));
        return Stream.concat(Stream.of(ObjectName.of(Kind.TABLE, table)), parts)
                .map(name -> new SchemaObject(name, Map.of(), "", 0, Set.of()));
    }

    private static ScriptRenames renames(Schema before, Schema after, String... statements) {
        return ScriptRenames.of(before, after, Script.parse(Dialect.MYSQL, String.join(";\n", statements)));
    }

    @Test
    void eachTableOfADropIsGone() {
        ScriptRenames renames = renames(
                schema("a", "b"), schema("c"), "DROP TABLE a, b", "CREATE TABLE b (x int)", "RENAME TABLE b TO c");
        assertThat(renames.tables()).isEmpty();
    }

    @Test
    void wordsThatAreNamesAreNames() {
        ScriptRenames renames = renames(
                schema("wait", "cascade"),
                schema("tables", "restrict"),
                "RENAME TABLE wait TO tables, cascade WAIT 5 TO restrict",
                "ALTER TABLE tables NOWAIT CHANGE COLUMN x y int, RENAME INDEX i TO j");
        assertThat(renames.tables()).isEqualTo(Map.of("tables", "wait", "restrict", "cascade"));
        assertThat(renames.columns("tables")).isEqualTo(Map.of("y", "x"));
        assertThat(renames.indexes("tables")).isEqualTo(Map.of("j", "i"));
    }

    @Test
    void columnsKeepTheirFirstNameThroughRenamesOfTheTable() {
        ScriptRenames renames = renames(
                schema("a"),
                schema("b"),
                "ALTER TABLE a RENAME COLUMN x TO t, RENAME TO b",
                "ALTER TABLE b RENAME COLUMN T TO y, ADD c enum('RENAME COLUMN y TO z, ') ");
        assertThat(renames.columns("b")).isEqualTo(Map.of("y", "x"));
    }

    @Test
    void aTableThatIsThereIsNotMadeAgain() {
        List<String> creations = List.of(
                "CREATE TABLE IF NOT EXISTS a (x int)", "CREATE TEMPORARY TABLE a (x int)", "DROP TEMPORARY TABLE a");
        for (String creation : creations) {
            assertThat(renames(schema("a"), schema("b"), creation, "RENAME TABLE a TO b")
                            .tables())
                    .as(creation)
                    .isEqualTo(Map.of("b", "a"));
        }
    }
}
