package dev.refract.internal.sql.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * PostgreSQL's own grammar is the judge of what we read in a statement: of the fixtures, of the scripts that other
 * tests have, and of those in {@code postgresql} beside this class, which have each kind of statement and each way to
 * write it. A statement that we do not understand has to be one that PostgreSQL refuses. {@code -Dcase=NAME} runs the
 * statement of that name, as {@code -Dcase=sql/statement/postgresql/alter.sql:12}, or those whose file's name begins
 * so.
 */
class PostgresGrammarTest {
    private static final Path FIXTURES = Path.of("fixtures");
    private static final String WANTED = System.getProperty("case", "");
    private static final String REFUSED = "-- refused from here on";
    private static final Path RESOURCES = Path.of("src/test/resources/dev/refract/internal");

    /** A statement, and where it stands. */
    private record Case(String name, Script script, Change change) {
        String sql() {
            return change.span().of(script.text());
        }

        boolean isOwn() {
            return name.startsWith("sql/statement/");
        }

        /** Statements that PostgreSQL does not know, or that are broken on purpose, are marked so. */
        boolean isToBeRefused() {
            return script.text().lastIndexOf(REFUSED, change.span().start()) >= 0;
        }

        @Override
        public String toString() {
            return name + ": " + sql();
        }

        /** What it says, once it is known how expressions are hashed. */
        String form(Map<String, String> hashes) {
            return new NormalForm(script.text(), text -> hashes.computeIfAbsent(text, missing -> "")).of(change);
        }
    }

    @TestFactory
    Stream<DynamicTest> postgres() throws IOException {
        List<Case> cases = cases();
        List<PostgresGrammar.Question> questions = new ArrayList<>();
        List<Map<String, String>> hashes = new ArrayList<>();
        for (Case one : cases) {
            Map<String, String> texts = new LinkedHashMap<>();
            one.form(texts);
            hashes.add(texts);
            questions.add(new PostgresGrammar.Question(one.sql(), List.copyOf(texts.keySet())));
        }
        List<PostgresGrammar.Answer> answers = PostgresGrammar.ask(questions);
        return IntStream.range(0, cases.size())
                .mapToObj(i -> DynamicTest.dynamicTest(
                        cases.get(i).name(), () -> compare(cases.get(i), hashes.get(i), answers.get(i))));
    }

    private static void compare(Case one, Map<String, String> hashes, PostgresGrammar.Answer answer) {
        int next = 0;
        for (Map.Entry<String, String> entry : hashes.entrySet()) {
            entry.setValue(answer.hashes().get(next++));
        }
        if (one.isToBeRefused()) {
            assertThat(answer.form()).as(one.toString()).startsWith("refused: ");
            return; // whatever we say of it, it will not run
        }
        if (answer.isRefusal() && !one.isOwn()) {
            return; // other tests have what is no SQL for PostgreSQL, or depends on settings, and run it on the server
        }
        assertThat(one.change().unread()).as(one.toString()).isEmpty();
        assertThat(one.form(hashes)).as(one.toString()).isEqualTo(answer.form());
    }

    // --- the statements

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (Path file : files()) {
            Script script = Script.parse(Dialect.POSTGRESQL, Files.readString(file));
            for (SqlStatement statement : script.statements()) {
                Change change = script.change(statement);
                if (!(change instanceof ClientCommand)) {
                    String place =
                            name(file) + ":" + script.place(statement.code()).line();
                    if (place.equals(WANTED) || !WANTED.contains(":") && place.startsWith(WANTED)) {
                        cases.add(new Case(place, script, change));
                    }
                }
            }
        }
        return cases;
    }

    private static String name(Path file) {
        Path root = file.startsWith(RESOURCES) ? RESOURCES : FIXTURES;
        return root.relativize(file).toString();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> fixtures = Files.walk(FIXTURES);
                Stream<Path> resources = Files.walk(RESOURCES)) {
            Stream<Path> own = fixtures.filter(file -> isSql(file) && isForPostgres(file));
            Stream<Path> others =
                    resources.filter(file -> isSql(file) && file.toString().contains("postgres"));
            return Stream.concat(own, others).sorted().toList();
        }
    }

    private static boolean isSql(Path file) {
        return file.toString().endsWith(".sql");
    }

    /** By the lock file of the migrations that it is one of. */
    private static boolean isForPostgres(Path file) {
        Path lock = file.getParent().resolveSibling("migration_lock.toml");
        try {
            return Files.exists(lock) && Files.readString(lock).contains("\"postgresql\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
