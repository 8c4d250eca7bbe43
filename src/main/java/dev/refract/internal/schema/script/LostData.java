package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.TableName;
import dev.refract.internal.sql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a migration did to rows, and to what else no description of a schema holds: it stays as it is when the schema
 * goes back.
 *
 * @param sentences one for each such statement
 * @param todos what a person must take back, as far as it is known to need it
 */
record LostData(List<String> sentences, List<String> todos) {

    private static final Set<String> UNSEEN = Set.of("GRANT", "REVOKE", "SECURITY", "REASSIGN");
    private static final Set<String> UNSEEN_OBJECTS =
            Set.of("ROLE", "USER", "TABLESPACE", "SUBSCRIPTION", "DATABASE", "SYSTEM");
    private static final Set<String> BEFORE_TABLE = Set.of(
            "INTO",
            "FROM",
            "ONLY",
            "OR",
            "REPLACE",
            "IGNORE",
            "ABORT",
            "FAIL",
            "ROLLBACK",
            "LOW_PRIORITY",
            "HIGH_PRIORITY",
            "DELAYED",
            "QUICK",
            "DATA",
            "LOCAL",
            "CONCURRENT",
            "INFILE",
            "TABLE");
    private static final int EXCERPT = 90;

    static LostData of(Schema before, Schema after, Script migration) {
        List<String> sentences = new ArrayList<>();
        List<String> todos = new ArrayList<>();
        for (SqlStatement statement : migration.statements()) {
            if (stays(statement, migration, before, after)) {
                sentences.add(sentence(statement, migration));
            } else if (isBlock(statement, migration)) {
                sentences.add("Statement " + statement.number()
                        + " of the migration is a DO block: what it did to the schema is taken back, what it "
                        + "did to rows is not.");
            } else if (unseen(statement, migration) && !isAboutNewThings(migration.tokens(statement), before, after)) {
                todos.add("Take back what statement " + statement.number() + " did: " + excerpt(statement, migration));
            }
        }
        return new LostData(sentences, todos);
    }

    /** Rows of a table that the migration made go with it, and those of one that it dropped are lost with that. */
    private static boolean stays(SqlStatement statement, Script migration, Schema before, Schema after) {
        boolean data =
                switch (statement.kind()) {
                    case DML, TRUNCATE, CALL, COPY_FROM_STDIN -> true;
                    default -> false;
                };
        return data
                && statement
                        .table()
                        .map(TableName::name)
                        .or(() -> tableOfRows(migration.tokens(statement)))
                        .map(table -> known(table, before) && known(table, after))
                        .orElse(true);
    }

    /** The table whose rows a statement changes: the first name after its verb. */
    private static Optional<String> tableOfRows(Lexer lexer) {
        boolean verb = lexer.next() && lexer.isAny("INSERT", "REPLACE", "UPDATE", "DELETE", "MERGE", "LOAD");
        while (verb && lexer.next() && !lexer.is('(')) {
            if (lexer.isName()
                    && !(lexer.kind() == Token.Kind.WORD
                            && BEFORE_TABLE.contains(lexer.text().toUpperCase(Locale.ROOT)))) {
                String name = lexer.name();
                while (lexer.next() && lexer.is('.') && lexer.next()) {
                    name = lexer.name();
                }
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static boolean known(String table, Schema schema) {
        return schema.all(Kind.TABLE).stream()
                .map(object -> object.name().name())
                .anyMatch(name -> plain(schema.dialect(), name).equalsIgnoreCase(table));
    }

    /** The last part of a name that may be qualified and quoted. */
    private static String plain(Dialect dialect, String name) {
        return dialect == Dialect.POSTGRESQL ? QualifiedName.text(QualifiedName.last(name)) : name;
    }

    private static boolean isBlock(SqlStatement statement, Script migration) {
        Lexer lexer = migration.tokens(statement);
        return migration.dialect() == Dialect.POSTGRESQL && lexer.next() && lexer.is("DO");
    }

    /** What is granted on something that the migration made goes with it. */
    private static boolean isAboutNewThings(Lexer lexer, Schema before, Schema after) {
        boolean aboutNew = false;
        while (lexer.next()) {
            if (lexer.isName() && isThere(lexer.name(), before)) {
                return false;
            }
            aboutNew |= lexer.isName() && isThere(lexer.name(), after);
        }
        return aboutNew;
    }

    private static boolean isThere(String name, Schema schema) {
        return schema.objects().keySet().stream()
                .filter(object -> object.table().isEmpty())
                .anyMatch(object -> plain(schema.dialect(), object.name()).equalsIgnoreCase(name));
    }

    private static boolean unseen(SqlStatement statement, Script migration) {
        Lexer lexer = migration.tokens(statement);
        if (!lexer.next()) {
            return false;
        }
        String verb = lexer.text().toUpperCase(Locale.ROOT);
        boolean defines = Set.of("CREATE", "ALTER", "DROP").contains(verb) && lexer.next();
        if (!defines) {
            return UNSEEN.contains(verb);
        }
        String object = lexer.text().toUpperCase(Locale.ROOT);
        boolean database = object.equals("DATABASE") && migration.dialect() == Dialect.MYSQL;
        return UNSEEN_OBJECTS.contains(object) && !database
                || verb.equals("ALTER") && object.equals("DEFAULT") && lexer.next() && lexer.is("PRIVILEGES");
    }

    private static String sentence(SqlStatement statement, Script migration) {
        Lexer lexer = migration.tokens(statement);
        lexer.next();
        String what =
                switch (statement.kind()) {
                    case TRUNCATE -> "emptied a table, whose rows do not come back";
                    case CALL -> "called a procedure: what that did to rows is not undone";
                    default ->
                        lexer.is("INSERT") || lexer.is("REPLACE") || lexer.is("LOAD") || lexer.is("COPY")
                                ? "added rows, which stay"
                                : lexer.is("DELETE")
                                        ? "deleted rows, which do not come back"
                                        : "changed rows, whose old values do not come back";
                };
        return "Statement " + statement.number() + " of the migration " + what + ": " + excerpt(statement, migration);
    }

    private static String excerpt(SqlStatement statement, Script migration) {
        String sql = migration.sql(statement).replaceAll("\\s+", " ").strip();
        return sql.length() <= EXCERPT ? sql : sql.substring(0, EXCERPT).stripTrailing() + " …";
    }

    boolean isEmpty() {
        return sentences.isEmpty() && todos.isEmpty();
    }

    ScriptBuilder comments() {
        ScriptBuilder draft = new ScriptBuilder();
        sentences.forEach(draft::note);
        todos.forEach(draft::todo);
        return draft;
    }
}
