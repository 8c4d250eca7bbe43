package dev.refract.internal.sql.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.SqlStatement.Kind;
import dev.refract.internal.sql.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a statement is taken for by its first words, and what it is when it is read as a whole, are the same: in the
 * fixtures, in the scripts that other tests have, and in the cases of the file that the environment's
 * {@code LINT_CASES} names, whose columns, apart by tabs, have the dialect second and the script fifth.
 */
class KindsAgreeTest {
    private static final Path FIXTURES = Path.of("fixtures");
    private static final Path RESOURCES = Path.of("src/test/resources/dev/refract/internal");

    private static final String MYSQL = """
            DROP TABLES a, b;
            DROP TEMPORARY TABLE IF EXISTS a.b, c;
            RENAME TABLES a TO b;
            ALTER IGNORE TABLE a.b ADD c INT;
            CREATE OR REPLACE TABLE a (b INT);
            CREATE FULLTEXT INDEX i ON a.b (c);
            DROP INDEX i ON a.b;
            LOCK TABLES a READ, b WRITE;
            UNLOCK TABLES;
            TRUNCATE a.b;
            LOAD DATA INFILE 'a' INTO TABLE b;
            WITH a AS (SELECT 1) DELETE FROM b;
            SET TRANSACTION READ ONLY;
            START TRANSACTION;
            BEGIN WORK;
            SAVEPOINT a;
            ROLLBACK TO SAVEPOINT a;
            ROLLBACK;
            USE a;
            CALL a();
            """;

    private record Source(String name, Dialect dialect, String text) {}

    @TestFactory
    Stream<DynamicTest> eachStatement() throws IOException {
        List<Source> sources = new ArrayList<>(files());
        sources.addAll(lintCases());
        sources.add(new Source("MySQL's own", Dialect.MYSQL, MYSQL));
        assertThat(sources).hasSizeGreaterThan(100);
        return sources.stream()
                .map(source -> DynamicTest.dynamicTest(
                        source.name() + " " + source.dialect(),
                        () -> compare(Script.parse(source.dialect(), source.text()))));
    }

    private static void compare(Script script) {
        for (SqlStatement statement : script.statements()) {
            Change change = script.change(statement);
            if (!(change instanceof Unread)) {
                assertThat(kinds(change)).as(script.sql(statement)).contains(statement.kind());
                if (statement.table().isPresent()) {
                    assertThat(statement.table()).as(script.sql(statement)).isEqualTo(firstTable(change));
                }
            }
        }
    }

    private static Optional<TableName> firstTable(Change change) {
        return change.tables().stream().findFirst().map(name -> new TableName(name.schemaName(), name.name()));
    }

    /** What the first words may say of it. */
    private static Set<Kind> kinds(Change change) {
        if (change instanceof TableChange table) {
            return ofTable(table);
        }
        if (change instanceof IndexChange) {
            return change instanceof IndexChange.CreateIndex
                    ? Set.of(Kind.CREATE_INDEX)
                    : Set.of(change instanceof IndexChange.DropIndexes ? Kind.DROP_INDEX : Kind.OTHER);
        }
        if (change instanceof RowChange rows) {
            return ofRows(rows);
        }
        if (change instanceof TransactionChange transaction) {
            return ofTransaction(transaction);
        }
        if (change instanceof SettingChange) {
            return ofSetting(change);
        }
        if (change instanceof Execution run) {
            return Set.of(run.verb() == Execution.Verb.CALL ? Kind.CALL : Kind.OTHER);
        }
        if (change instanceof ClientCommand) {
            return Set.of(Kind.PSQL_COMMAND, Kind.DELIMITER);
        }
        if (change instanceof TypeChange.AddValue) {
            return Set.of(Kind.ADD_ENUM_VALUE);
        }
        boolean sets = change instanceof ServerChange server && server.verb().equals("SET");
        return Set.of(sets ? Kind.SET : Kind.OTHER);
    }

    private static Set<Kind> ofTable(TableChange change) {
        if (change instanceof TableChange.CreateTable create) {
            return create.query().isPresent() // PostgreSQL's SELECT … INTO
                    ? Set.of(Kind.CREATE_TABLE, Kind.QUERY)
                    : Set.of(Kind.CREATE_TABLE);
        }
        if (change instanceof TableChange.AlterTable) {
            return Set.of(Kind.ALTER_TABLE);
        }
        return Set.of(change instanceof TableChange.DropTable ? Kind.DROP_TABLE : Kind.RENAME_TABLE);
    }

    private static Set<Kind> ofRows(RowChange change) {
        if (change instanceof RowChange.Truncate) {
            return Set.of(Kind.TRUNCATE);
        }
        if (change instanceof RowChange.Copy copy) {
            Kind ofClient = copy.from() ? Kind.COPY_FROM_STDIN : Kind.COPY_TO_STDOUT;
            return Set.of(copy.endpoint() == RowChange.Copy.Endpoint.CLIENT ? ofClient : Kind.OTHER);
        }
        return change instanceof RowChange.Select // MySQL's DESCRIBE too
                ? Set.of(Kind.QUERY, Kind.OTHER)
                : Set.of(Kind.DML, Kind.QUERY);
    }

    private static Set<Kind> ofTransaction(TransactionChange change) {
        if (change instanceof TransactionChange.Control control) {
            return switch (control.verb()) {
                case BEGIN -> Set.of(Kind.BEGIN);
                case COMMIT, PREPARE -> Set.of(Kind.COMMIT);
                case ROLLBACK -> Set.of(Kind.ROLLBACK);
                case SET_TRANSACTION, SET_SESSION_TRANSACTION, SET_CONSTRAINTS -> Set.of(Kind.SET);
                default -> Set.of(Kind.OTHER);
            };
        }
        return Set.of(change instanceof TransactionChange.LockTables ? Kind.LOCK_TABLES : Kind.UNLOCK_TABLES);
    }

    private static Set<Kind> ofSetting(Change change) {
        if (change instanceof SettingChange.UseDatabase) {
            return Set.of(Kind.USE);
        }
        return change instanceof SettingChange.Discard
                ? Set.of(Kind.OTHER)
                : Set.of(Kind.SET, Kind.PRAGMA, Kind.FOREIGN_KEYS_PRAGMA);
    }

    // --- the scripts

    private static List<Source> files() throws IOException {
        List<Source> sources = new ArrayList<>();
        try (Stream<Path> fixtures = Files.walk(FIXTURES);
                Stream<Path> resources = Files.walk(RESOURCES)) {
            for (Path file : Stream.concat(fixtures, resources)
                    .filter(KindsAgreeTest::isSql)
                    .toList()) {
                Optional<Dialect> dialect = dialect(file);
                if (dialect.isPresent()) {
                    sources.add(new Source(file.toString(), dialect.get(), Files.readString(file)));
                }
            }
        }
        return sources;
    }

    private static boolean isSql(Path file) {
        return file.toString().endsWith(".sql");
    }

    /** By the lock file of the migrations that it is one of, or by its own name. */
    private static Optional<Dialect> dialect(Path file) throws IOException {
        Path lock = file.getParent().resolveSibling("migration_lock.toml");
        String named = Files.exists(lock) ? Files.readString(lock) : file.toString();
        if (named.contains("postgres")) {
            return Optional.of(Dialect.POSTGRESQL);
        }
        return named.contains("sqlite")
                ? Optional.of(Dialect.SQLITE)
                : Optional.of(Dialect.MYSQL).filter(mysql -> named.contains("mysql"));
    }

    private static List<Source> lintCases() throws IOException {
        String file = System.getenv("LINT_CASES");
        if (file == null) {
            return List.of();
        }
        return Files.readAllLines(Path.of(file)).stream()
                .skip(1)
                .map(line -> line.split("\t"))
                .map(columns -> new Source(
                        columns[0],
                        Dialect.valueOf(columns[1].toUpperCase(Locale.ROOT).replace("MARIADB", "MYSQL")),
                        columns[4]))
                .toList();
    }
}
