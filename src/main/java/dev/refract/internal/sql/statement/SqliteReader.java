package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.statement.SettingChange.Assignment;
import dev.refract.internal.sql.statement.SettingChange.Scope;
import dev.refract.internal.sql.statement.TransactionChange.Control;
import dev.refract.internal.sql.statement.TransactionChange.Control.Verb;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads SQLite's statements, as its parse.y has them. */
final class SqliteReader {
    private final Cursor tokens;
    private final PartReader parts;
    private final Span whole;

    SqliteReader(Cursor tokens, Span whole) {
        this.tokens = tokens;
        this.parts = new PartReader(tokens);
        this.whole = whole;
    }

    Change change() {
        return switch (tokens.word()) {
            case "SELECT", "VALUES", "WITH", "INSERT", "UPDATE", "DELETE", "REPLACE" -> rows();
            case "CREATE", "ALTER", "DROP" -> new SqliteDefinitions(parts, whole).change();
            case "PRAGMA" -> pragma();
            case "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE" -> transaction();
            case "ATTACH", "DETACH" -> attached();
            case "VACUUM", "ANALYZE" -> maintenance();
            case "REINDEX" -> reindex();
            case "EXPLAIN" -> explain();
            default -> throw tokens.unexpected();
        };
    }

    private RowChange rows() {
        RowChange change = new RowReader(parts, false).change();
        tokens.expectEnd();
        return change;
    }

    private Change pragma() {
        tokens.expect("PRAGMA");
        QualifiedName name = parts.name();
        Optional<String> value = Optional.empty();
        if (tokens.skip('=')) {
            value = Optional.of(parts.value());
        } else if (tokens.skip('(')) {
            value = Optional.of(parts.value());
            tokens.expect(')');
        }
        tokens.expectEnd();
        Assignment assignment =
                new Assignment(Scope.PRAGMA, name.name().toLowerCase(Locale.ROOT), value, name.schema(), whole);
        return new SettingChange.Settings(List.of(assignment), whole);
    }

    private Change transaction() {
        String verb = tokens.word();
        tokens.next();
        if (verb.equals("SAVEPOINT") || verb.equals("RELEASE")) {
            tokens.skip("SAVEPOINT");
            return control(
                    verb.equals("RELEASE") ? Verb.RELEASE : Verb.SAVEPOINT,
                    Optional.of(tokens.identifier().name()),
                    Optional.empty());
        }
        Optional<String> mode = tokens.isAny("DEFERRED", "IMMEDIATE", "EXCLUSIVE")
                ? Optional.of(parts.value().toUpperCase(Locale.ROOT))
                : Optional.empty();
        boolean named = tokens.skip("TRANSACTION") && tokens.isName() && !tokens.is("TO");
        if (named) {
            tokens.identifier();
        }
        if (verb.equals("ROLLBACK") && tokens.skip("TO")) {
            tokens.skip("SAVEPOINT");
            return control(Verb.ROLLBACK_TO, Optional.of(tokens.identifier().name()), Optional.empty());
        }
        return control(verb.equals("END") ? Verb.COMMIT : Verb.valueOf(verb), Optional.empty(), mode);
    }

    private Change control(Verb verb, Optional<String> name, Optional<String> mode) {
        tokens.expectEnd();
        return new Control(verb, name, mode, whole);
    }

    private Change attached() {
        String verb = tokens.word();
        tokens.next();
        tokens.skip("DATABASE");
        String last = "";
        while (!tokens.atEnd()) {
            last = tokens.value();
            tokens.next();
        }
        return new ServerChange(verb, ServerChange.Kind.ATTACHED, List.of(last), whole);
    }

    private Change maintenance() {
        Maintenance.Verb verb = Maintenance.Verb.valueOf(tokens.word());
        tokens.next();
        boolean table = verb == Maintenance.Verb.ANALYZE && tokens.isName();
        List<QualifiedName> tables = table ? List.of(parts.name()) : List.of();
        return new Maintenance(verb, tables, List.of(), whole);
    }

    private Change reindex() {
        tokens.expect("REINDEX");
        Optional<QualifiedName> name = tokens.isName() ? Optional.of(parts.name()) : Optional.empty();
        tokens.expectEnd();
        return new IndexChange.Reindex(Optional.empty(), name, false, whole);
    }

    private Change explain() {
        tokens.expect("EXPLAIN");
        tokens.skip("QUERY", "PLAN");
        if (tokens.is("EXPLAIN")) {
            throw tokens.unexpected();
        }
        Change inner = new SqliteReader(tokens, new Span(tokens.start(), whole.end())).change();
        return new Execution(Execution.Verb.EXPLAIN, Optional.empty(), Optional.empty(), Optional.of(inner), whole);
    }
}
