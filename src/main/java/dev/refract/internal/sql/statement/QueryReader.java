package dev.refract.internal.sql.statement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the tables that a SELECT reads, and what else is to be known of it, walking its tokens once. */
final class QueryReader {
    private static final Set<String> TAKES_FROM = Set.of("EXTRACT", "SUBSTRING", "TRIM", "OVERLAY", "SUBSTR");
    private static final Set<String> ENDS_FROM = Set.of(
            "WHERE",
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "FETCH",
            "FOR",
            "WINDOW",
            "UNION",
            "INTERSECT",
            "EXCEPT",
            "SELECT",
            "SET",
            "RETURNING",
            "WHEN",
            "VALUES",
            "PROCEDURE",
            "INTO");
    private static final Set<String> VALUES =
            Set.of("NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME");
    private static final Set<String> BEFORE_TABLE = Set.of("ONLY", "LATERAL");
    private static final Set<String> NO_ALIAS = Set.of(
            "ON",
            "USING",
            "JOIN",
            "LEFT",
            "RIGHT",
            "FULL",
            "INNER",
            "OUTER",
            "CROSS",
            "NATURAL",
            "STRAIGHT_JOIN",
            "TABLESAMPLE",
            "FROM",
            "USE",
            "FORCE",
            "IGNORE",
            "INDEXED",
            "NOT",
            "PARTITION",
            "FOR");

    /** A table as a FROM names it, with the name that the rest of the statement knows it by. */
    record Source(QualifiedName table, String alias) {}

    private enum Clause {
        OTHER,
        /** A table's name is due. */
        TABLE,
        /** In a FROM, after a table. */
        SOURCES,
        /** In {@code extract(year FROM x)}, before its FROM. */
        ARGUMENT
    }

    private final Cursor tokens;
    private final PartReader parts;
    private final Set<String> common = new HashSet<>();
    private final List<RowChange> writes = new ArrayList<>();
    private final boolean nested;

    QueryReader(PartReader parts, boolean nested) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.nested = nested;
    }

    boolean isNested() {
        return nested;
    }

    List<RowChange> writes() {
        return writes;
    }

    /** CREATE RECURSIVE VIEW: what bears its name in the query is what a WITH RECURSIVE would name. */
    void readsItself(QualifiedName view) {
        common.add(view.name().toLowerCase(Locale.ROOT));
    }

    /** A WITH, if it comes, to the statement that it stands before. */
    void with() {
        if (!tokens.skip("WITH")) {
            return;
        }
        tokens.skip("RECURSIVE");
        do {
            common.add(tokens.identifier().name().toLowerCase(Locale.ROOT));
            parts.columns();
            tokens.expect("AS");
            tokens.skip("NOT");
            tokens.skip("MATERIALIZED");
            tokens.expect('(');
            commonTable();
            tokens.expect(')');
            skipSearchAndCycle();
        } while (tokens.skip(','));
    }

    private void skipSearchAndCycle() {
        while (tokens.isAny("SEARCH", "CYCLE")) {
            while (!tokens.atEnd()
                    && !tokens.is(',')
                    && !tokens.isAny("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE")) {
                tokens.next();
            }
        }
    }

    private void commonTable() {
        if (!nested && tokens.isAny("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE")) {
            writes.add(new RowReader(parts, true).change());
        } else if (!nested && tokens.is("WITH")) {
            writes.addAll(new RowReader(parts, true).change().writes());
        }
        reads.addAll(sources(Set.of()));
    }

    private final List<Source> reads = new ArrayList<>();

    /**
     * The query here, to what ends it: the end, a closing parenthesis of what is around it, or a clause that is not its
     * own.
     */
    Query query() {
        int start = tokens.start();
        with();
        List<Identifier> selected = selected();
        boolean filtered = walk(Set.of(), Clause.OTHER);
        return new Query(selected, tables(), filtered, writes, tokens.from(start));
    }

    /** The tables read so far, without those that a WITH names. */
    List<QualifiedName> tables() {
        return named(reads);
    }

    /** The tables among these that no WITH names. */
    List<QualifiedName> named(List<Source> sources) {
        List<QualifiedName> tables = new ArrayList<>();
        for (Source source : sources) {
            boolean isCommon = source.table().schema().isEmpty()
                    && common.contains(source.table().name().toLowerCase(Locale.ROOT));
            if (!isCommon) {
                tables.add(source.table());
            }
        }
        return tables;
    }

    /** The tables named here as in a FROM, and in what follows, to one of the words. */
    List<Source> sourcesUpTo(Set<String> stops) {
        int before = reads.size();
        walk(stops, Clause.TABLE);
        List<Source> found = List.copyOf(reads.subList(before, reads.size()));
        reads.subList(before, reads.size()).clear();
        return found;
    }

    /** The tables in what is left up to a closing parenthesis, the end or one of the words. */
    List<Source> sources(Set<String> stops) {
        int before = reads.size();
        walk(stops, Clause.OTHER);
        List<Source> found = List.copyOf(reads.subList(before, reads.size()));
        reads.subList(before, reads.size()).clear();
        return found;
    }

    /** The tables in what is left up to a token. */
    List<Source> sourcesTo(int mark) {
        int before = reads.size();
        int outer = depth;
        enter(Clause.OTHER);
        while (tokens.mark() < mark) {
            step();
        }
        depth = outer;
        List<Source> found = List.copyOf(reads.subList(before, reads.size()));
        reads.subList(before, reads.size()).clear();
        return found;
    }

    /** What the WITH reads, and nothing has taken yet. */
    List<Source> common() {
        return List.copyOf(reads);
    }

    // --- the list of columns

    private List<Identifier> selected() {
        int mark = tokens.mark();
        while (tokens.is('(')) {
            tokens.next();
        }
        List<Identifier> selected = List.of();
        if (tokens.skip("SELECT")) {
            selected = items();
        } else if (tokens.is("TABLE")) {
            selected = List.of(new Identifier("", tokens.here())); // all, as a star
        }
        tokens.reset(mark);
        return selected;
    }

    private List<Identifier> items() {
        if (tokens.skip("DISTINCT") && tokens.skip("ON") && tokens.is('(')) {
            tokens.skipParentheses();
        }
        tokens.skip("ALL");
        if (tokens.atEnd() || tokens.is(')') || tokens.isAny("FROM", "WHERE")) {
            return List.of(); // SELECT FROM t
        }
        return parts.list(this::item);
    }

    /** One of the list: a column, perhaps of a named table and with an alias, or something without a name. */
    private Identifier item() {
        int start = tokens.start();
        int first = tokens.mark();
        Optional<Identifier> column = tokens.isName() ? Optional.of(parts.name().identifier()) : Optional.empty();
        boolean plain = column.isPresent() && isEndOfItem();
        int depth = 0;
        while (!tokens.atEnd() && !(depth == 0 && (tokens.is(',') || tokens.is(')') || isFrom()))) {
            depth += tokens.is('(') ? 1 : tokens.is(')') ? -1 : 0;
            tokens.next();
        }
        boolean keyword = tokens.mark() == first + 1 && VALUES.contains(tokens.wordAt(first));
        return plain && !keyword ? column.get() : new Identifier("", tokens.from(start));
    }

    /** And not that of {@code IS DISTINCT FROM}. */
    private boolean isFrom() {
        return tokens.is("FROM") && !tokens.wordAt(tokens.mark() - 1).equals("DISTINCT");
    }

    private boolean isEndOfItem() {
        return tokens.atEnd()
                || tokens.is(',')
                || tokens.is(')')
                || tokens.isAny("FROM", "AS", "INTO", "WHERE")
                || tokens.isName() // an alias
                        && !tokens.isAny("ISNULL", "NOTNULL")
                        && (tokens.is(',', 1) || tokens.word(1).equals("FROM"));
    }

    // --- the walk

    private Clause[] clauses = {Clause.OTHER};
    private int depth;

    /** Returns whether a WHERE stood outside of parentheses. */
    private boolean walk(Set<String> stops, Clause first) {
        int outer = depth;
        boolean filtered = false;
        enter(first);
        while (!tokens.atEnd() && !(depth == outer + 1 && (tokens.is(')') || ends(stops)))) {
            filtered |= depth == outer + 1 && tokens.is("WHERE");
            step();
        }
        depth = outer;
        return filtered;
    }

    private boolean ends(Set<String> stops) {
        String word = tokens.word();
        String next = word.equals("ON") || word.equals("WITH") ? tokens.word(1) : "";
        return stops.contains(word)
                || word.equals("RETURNING")
                || next.equals("CONFLICT")
                || next.equals("DUPLICATE")
                || word.equals("WITH")
                        && (next.equals("NO")
                                || next.equals("DATA")
                                || next.equals("CHECK")
                                || next.equals("CASCADED")
                                || next.equals("LOCAL"));
    }

    private void enter(Clause clause) {
        depth++;
        if (depth == clauses.length) {
            clauses = Arrays.copyOf(clauses, depth * 2);
        }
        clauses[depth] = clause;
    }

    private Clause clause() {
        return clauses[depth];
    }

    private void clause(Clause clause) {
        clauses[depth] = clause;
    }

    private void step() {
        if (tokens.is('(')) {
            boolean table = clause() == Clause.TABLE;
            boolean function = tokens.mark() > 0 && TAKES_FROM.contains(tokens.wordAt(tokens.mark() - 1));
            clause(table ? Clause.SOURCES : clause());
            tokens.next();
            enter(table ? Clause.TABLE : function ? Clause.ARGUMENT : Clause.OTHER);
        } else if (tokens.is(')')) {
            depth--;
            tokens.next();
        } else if (tokens.is(',')) {
            clause(clause() == Clause.SOURCES ? Clause.TABLE : clause());
            tokens.next();
        } else if (clause() == Clause.TABLE && tokens.isName() && !BEFORE_TABLE.contains(tokens.word())) {
            source();
        } else {
            word();
        }
    }

    private void word() {
        String word = tokens.word();
        boolean qualified = tokens.mark() > 0 && tokens.isAt(tokens.mark() - 1, '.');
        boolean distinctFrom =
                tokens.mark() > 0 && tokens.wordAt(tokens.mark() - 1).equals("DISTINCT");
        boolean argument = clause() == Clause.ARGUMENT && word.equals("FROM");
        if (argument) {
            clause(Clause.OTHER);
        }
        if (word.isEmpty() || qualified || argument) {
            tokens.next();
            return;
        }
        if (word.equals("INTO")) { // PostgreSQL's SELECT … INTO TEMP TABLE t
            clause(Clause.OTHER);
            do {
                tokens.next();
            } while (tokens.isAny("TEMPORARY", "TEMP", "UNLOGGED", "LOCAL", "GLOBAL", "TABLE"));
            return;
        }
        if (word.equals("JOIN")
                || word.equals("STRAIGHT_JOIN")
                || word.equals("FROM") && !distinctFrom
                || word.equals("TABLE") && isTableCommand()) {
            clause(Clause.TABLE);
        } else if (ENDS_FROM.contains(word)) {
            clause(Clause.OTHER);
        } else if (word.equals("USING") && clause() == Clause.SOURCES && !tokens.is('(', 1)) {
            clause(Clause.TABLE);
        }
        tokens.next();
    }

    /** {@code TABLE t} instead of a SELECT. */
    private boolean isTableCommand() {
        return clause() == Clause.OTHER && tokens.isNameAt(tokens.mark() + 1);
    }

    private void source() {
        if (ENDS_FROM.contains(tokens.word())) { // a subquery in parentheses
            clause(Clause.OTHER);
            word();
            return;
        }
        if (tokens.is("WITH") || tokens.is("TABLE")) {
            clause(Clause.OTHER);
            word();
            return;
        }
        clause(Clause.SOURCES);
        if (tokens.are("ROWS", "FROM") && tokens.is('(', 2)) { // functions
            tokens.skip("ROWS", "FROM");
            return;
        }
        QualifiedName table = parts.name();
        if (tokens.is('(')) { // a function
            return;
        }
        boolean star = tokens.is('.') && tokens.is('*', 1); // MySQL's DELETE t.* FROM …
        if (star) {
            tokens.next();
            tokens.next();
        }
        tokens.skip('*');
        boolean as = tokens.skip("AS");
        boolean alias =
                as || tokens.isName() && !NO_ALIAS.contains(tokens.word()) && !ENDS_FROM.contains(tokens.word());
        reads.add(new Source(table, alias && tokens.isName() ? tokens.nameAt(tokens.mark()) : table.name()));
        if (alias && tokens.isName()) {
            tokens.next();
        }
    }
}
