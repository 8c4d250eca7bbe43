package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.statement.QueryReader.Source;
import dev.refract.internal.sql.statement.RowChange.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the statements about rows: INSERT, REPLACE, UPDATE, DELETE, MERGE, SELECT, and a WITH before any of them. */
final class RowReader {
    private static final Set<String> ENDS_ASSIGNMENT =
            Set.of("WHERE", "FROM", "RETURNING", "ORDER", "LIMIT", "WHEN", "ON", "AS");
    private static final Set<String> ENDS_SOURCES = Set.of("SET", "WHERE", "RETURNING", "ORDER", "LIMIT");
    private static final Set<String> ENDS_DELETE =
            Set.of("WHERE", "RETURNING", "ORDER", "LIMIT", "USING", "FROM", "FOR");
    private static final Set<String> ENDS_WHERE = Set.of("RETURNING", "LIMIT", "ORDER");
    private static final Set<String> ENDS_MERGE = Set.of("WHEN");

    private final Cursor tokens;
    private final PartReader parts;
    private final QueryReader queries;
    private final int start;

    /** @param nested whether it is within a WITH itself: then what its own WITH writes is not looked for */
    RowReader(PartReader parts, boolean nested) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.queries = new QueryReader(parts, nested);
        this.start = tokens.start();
    }

    RowChange change() {
        int mark = tokens.mark();
        queries.with();
        return switch (tokens.word()) {
            case "INSERT", "REPLACE" -> insert();
            case "UPDATE" -> update();
            case "DELETE" -> delete();
            case "MERGE" -> merge();
            default -> select(mark);
        };
    }

    private RowChange select(int mark) {
        tokens.reset(mark);
        Query query = new QueryReader(parts, queries.isNested()).query();
        toEnd();
        return new RowChange.Select(
                new Query(query.selected(), query.reads(), query.filtered(), query.writes(), tokens.from(start)));
    }

    // --- INSERT

    private RowChange insert() {
        boolean replace = tokens.skip("REPLACE");
        boolean onConflict = replace || modifiers(!replace);
        modifiers(false);
        tokens.skip("INTO");
        QualifiedName table = parts.name();
        if (tokens.skip("PARTITION")) {
            tokens.skipParentheses();
        }
        if (tokens.skip("AS")) {
            tokens.identifier();
        }
        List<Identifier> columns = tokens.is('(') && !isQuery(1) ? parts.inParentheses(this::column) : List.of();
        if (tokens.skip("OVERRIDING")) {
            tokens.next();
            tokens.expect("VALUE");
        }
        return rows(table, replace, columns, onConflict);
    }

    /** {@code INSERT [OR REPLACE] [LOW_PRIORITY] [IGNORE]}: whether it says what happens to a row that is there. */
    private boolean modifiers(boolean verb) {
        if (verb) {
            tokens.expect("INSERT");
        }
        boolean conflict = tokens.skip("OR");
        if (conflict) {
            tokens.next();
        }
        while (tokens.isAny("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE")) {
            conflict |= tokens.is("IGNORE");
            tokens.next();
        }
        return conflict;
    }

    private RowChange rows(QualifiedName table, boolean replace, List<Identifier> columns, boolean onConflict) {
        List<Identifier> set = columns;
        Optional<Query> query = Optional.empty();
        if (isQuery(0)) {
            query = Optional.of(queries.query());
        } else if (tokens.skip("SET")) {
            set = assignments().stream().map(Assignment::column).toList();
        } else if (tokens.isAny("VALUES", "VALUE") || tokens.is("DEFAULT")) {
            tokens.next();
        } else {
            throw tokens.unexpected();
        }
        boolean resolves = toConflict();
        return new RowChange.Insert(
                table, replace, set, query, onConflict || resolves, queries.writes(), tokens.from(start));
    }

    private boolean isQuery(int ahead) {
        String word = tokens.word(ahead);
        return word.equals("SELECT")
                || word.equals("WITH")
                || word.equals("TABLE")
                || tokens.is('(', ahead)
                || ahead > 0 && word.equals("VALUES");
    }

    /**
     * A column that is written to: PostgreSQL's may have a field or subscript after it, the others a table before it.
     */
    private Identifier column() {
        Identifier column = tokens.dialect() == Dialect.POSTGRESQL
                ? tokens.identifier()
                : parts.name().identifier();
        while (tokens.is('.') || tokens.is('[')) {
            if (tokens.skip('.')) {
                tokens.identifier();
            } else {
                skipSubscript();
            }
        }
        return column;
    }

    private void skipSubscript() {
        while (!tokens.is(']')) {
            if (tokens.atEnd()) {
                throw tokens.unexpected();
            }
            tokens.next();
        }
        tokens.next();
    }

    /** To the end of the statement; whether a clause about conflicts is on the way. */
    private boolean toConflict() {
        boolean found = false;
        for (int depth = 0; !tokens.atEnd() && !(depth == 0 && tokens.is(')')); forward()) {
            depth += tokens.is('(') ? 1 : tokens.is(')') ? -1 : 0;
            found |= depth == 0 && (tokens.are("ON", "CONFLICT") || tokens.are("ON", "DUPLICATE"));
        }
        return found;
    }

    /** The rows of an INSERT may be many; only within a WITH something may have to be returned to. */
    private void forward() {
        if (queries.isNested()) {
            tokens.next();
        } else {
            tokens.nextForGood();
        }
    }

    private void toEnd() {
        toConflict();
    }

    // --- UPDATE and DELETE

    private RowChange update() {
        tokens.expect("UPDATE");
        updateModifiers();
        List<Source> sources = queries.sourcesUpTo(ENDS_SOURCES);
        if (sources.isEmpty()) {
            throw tokens.unexpected();
        }
        tokens.expect("SET");
        int mark = tokens.mark();
        List<Assignment> set = assignments();
        int end = tokens.mark();
        tokens.reset(mark);
        List<Source> reads = new ArrayList<>(queries.sourcesTo(end));
        if (tokens.skip("FROM")) {
            reads.addAll(queries.sourcesUpTo(ENDS_SOURCES));
        }
        Optional<Span> where = where(reads);
        reads.addAll(queries.common());
        boolean limited = rest();
        return new RowChange.Update(
                tables(sources), set, where, queries.named(reads), limited, queries.writes(), tokens.from(start));
    }

    private void updateModifiers() {
        if (tokens.skip("OR")) {
            tokens.next();
        }
        while (tokens.isAny("LOW_PRIORITY", "QUICK", "IGNORE")
                && (tokens.isNameAt(tokens.mark() + 1) && !tokens.word(1).equals("SET"))) {
            tokens.next();
        }
    }

    private List<Assignment> assignments() {
        List<Assignment> assignments = new ArrayList<>();
        do {
            boolean several = tokens.is('(');
            List<Identifier> columns = several ? parts.inParentheses(this::column) : List.of(column());
            tokens.skip(':');
            tokens.expect('=');
            Expression value = parts.expressions.upTo(ENDS_ASSIGNMENT);
            columns.forEach(column -> assignments.add(new Assignment(column, value)));
        } while (tokens.skip(','));
        return assignments;
    }

    private RowChange delete() {
        tokens.expect("DELETE");
        updateModifiers();
        boolean from = tokens.skip("FROM");
        if (!from && tokens.dialect() != Dialect.MYSQL) {
            throw tokens.unexpected();
        }
        List<Source> named = queries.sourcesUpTo(ENDS_DELETE);
        List<Source> joined = new ArrayList<>();
        if (!from && tokens.skip("FROM") || tokens.skip("USING")) {
            joined.addAll(queries.sourcesUpTo(ENDS_SOURCES));
        }
        if (named.isEmpty()) {
            throw tokens.unexpected();
        }
        List<QualifiedName> targets = targets(named, joined);
        Optional<Span> where = where(joined);
        joined.addAll(queries.common());
        boolean limited = rest();
        return new RowChange.Delete(
                targets, where, without(joined, targets), limited, queries.writes(), tokens.from(start));
    }

    /** MySQL's {@code DELETE a FROM t AS a JOIN …} names aliases. */
    private List<QualifiedName> targets(List<Source> named, List<Source> joined) {
        boolean aliases = tokens.dialect() == Dialect.MYSQL;
        List<QualifiedName> targets = new ArrayList<>();
        for (Source source : named) {
            QualifiedName target = source.table();
            for (Source other : joined) {
                boolean meant =
                        aliases && target.schema().isEmpty() && other.alias().equalsIgnoreCase(target.name());
                target = meant ? other.table() : target;
            }
            targets.add(target);
        }
        return targets;
    }

    private List<QualifiedName> without(List<Source> sources, List<QualifiedName> targets) {
        return queries.named(sources).stream()
                .filter(table -> targets.stream().noneMatch(target -> target.equals(table)))
                .toList();
    }

    /** Past the condition; what its subqueries read is added. */
    private Optional<Span> where(List<Source> reads) {
        if (!tokens.skip("WHERE")) {
            return Optional.empty();
        }
        int first = tokens.start();
        reads.addAll(queries.sources(ENDS_WHERE));
        if (tokens.start() == first) {
            throw tokens.unexpected();
        }
        return Optional.of(tokens.from(first));
    }

    /** Past ORDER BY, LIMIT and RETURNING; whether a LIMIT was among them. */
    private boolean rest() {
        boolean limited = false;
        if (!tokens.atEnd() && !tokens.is(')') && !tokens.isAny("RETURNING", "ORDER", "LIMIT")) {
            throw tokens.unexpected();
        }
        for (int depth = 0; !tokens.atEnd() && !(depth == 0 && tokens.is(')')); tokens.next()) {
            depth += tokens.is('(') ? 1 : tokens.is(')') ? -1 : 0;
            limited |= depth == 0 && tokens.is("LIMIT");
        }
        return limited;
    }

    private static List<QualifiedName> tables(List<Source> sources) {
        return sources.stream().map(Source::table).toList();
    }

    // --- MERGE

    private RowChange merge() {
        tokens.expect("MERGE");
        tokens.skip("INTO");
        QualifiedName table = parts.table();
        while (tokens.isName() && !tokens.is("USING")) {
            tokens.next(); // its alias
        }
        tokens.expect("USING");
        List<Source> reads = new ArrayList<>(queries.sourcesUpTo(ENDS_MERGE));
        if (!tokens.is("WHEN")) {
            throw tokens.unexpected();
        }
        reads.addAll(queries.sources(Set.of()));
        reads.addAll(queries.common());
        toEnd();
        return new RowChange.Merge(table, queries.named(reads), queries.writes(), tokens.from(start));
    }
}
