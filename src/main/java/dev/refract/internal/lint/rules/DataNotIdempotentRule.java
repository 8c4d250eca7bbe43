package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.Query;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.Span;
import dev.refract.migrate.LintFinding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** a batch of a data migration that changes rows again when it runs again */
final class DataNotIdempotentRule extends Rule {

    private static final Pattern MARKER = Pattern.compile("(?is)/\\*\\s*batch\\s*\\*/\\s*TRUE\\b");
    /** What is another value each time. */
    private static final Set<String> RANDOM = Set.of(
            "random",
            "rand",
            "uuid",
            "gen_random_uuid",
            "uuid_generate_v4",
            "uuidv4",
            "uuidv7",
            "randomblob",
            "nextval");

    private static final Set<String> ADDING = Set.of(
            "concat",
            "concat_ws",
            "date_add",
            "date_sub",
            "adddate",
            "subdate",
            "timestampadd",
            "array_append",
            "array_prepend",
            "array_cat",
            "json_array_append",
            "reverse",
            "repeat");
    /** After which an operand begins. */
    private static final Set<String> KEYWORDS = Set.of(
            "case", "when", "then", "else", "and", "or", "not", "in", "between", "like", "is", "select", "where");

    private static final String UNLESS = "; let the WHERE leave out what is done, by a column that the statement sets.";

    DataNotIdempotentRule() {
        super(
                "data-not-idempotent",
                Severity.WARNING,
                "a batch of a data migration that changes rows again when it runs again",
                "Where verify.sql still counts rows, all rows are gone through once more; so they are after data resolve "
                        + "--restart.");
    }

    @Override
    public boolean isOfBatches() {
        return true;
    }

    @Override
    void check(Step step) {
        if (step.change instanceof RowChange change
                && MARKER.matcher(step.text(change.span())).find()) {
            Stream.concat(Stream.of(change), change.writes().stream()).forEach(one -> check(step, one));
        }
    }

    private void check(Step step, RowChange change) {
        if (change instanceof RowChange.Update update) {
            update.set().stream()
                    .flatMap(set -> problem(step, update, set).stream())
                    .findFirst()
                    .ifPresent(problem -> report(step, update.targets().get(0), update.span(), problem));
        } else if (change instanceof RowChange.Insert insert) {
            problem(step, insert).ifPresent(problem -> report(step, insert.table(), insert.span(), problem));
        }
    }

    private void report(Step step, QualifiedName table, Span span, String problem) {
        step.report(this, severity(), span, List.of(table.name()), problem);
    }

    // --- UPDATE

    private static Optional<String> problem(Step step, RowChange.Update update, RowChange.Assignment set) {
        String column = set.column().name();
        boolean random = set.value().functions().stream().anyMatch(RANDOM::contains);
        boolean again = random || addsToItself(step, update, set);
        return again && !isGuarded(step, update, column)
                ? Optional.of("Each time it runs, " + column + " gets another value" + UNLESS)
                : Optional.empty();
    }

    private static boolean addsToItself(Step step, RowChange.Update update, RowChange.Assignment set) {
        List<Part> parts = Part.of(step, set.value().span());
        Set<String> qualifiers = qualifiers(step, update, set);
        Set<Integer> beside = new HashSet<>();
        for (int i = 0; i < parts.size(); i++) {
            if (isColumn(parts, i, set.column().name())) {
                boolean qualified = i >= 2 && parts.get(i - 1).is(".");
                if (!qualified || qualifiers.contains(parts.get(i - 2).name())) {
                    beside.add(qualified ? i - 3 : i - 1);
                    beside.add(i + 1);
                }
            }
        }
        if (beside.isEmpty()) {
            return false;
        }
        boolean cases = parts.stream().anyMatch(part -> part.is("case"));
        boolean joins = step.server.dialect() != Dialect.MYSQL && !isJson(step, update, set);
        return set.value().functions().stream().anyMatch(ADDING::contains)
                || IntStream.range(0, parts.size())
                        .anyMatch(i -> isOperator(parts, i, joins) && (!cases || beside.contains(i))
                                || parts.get(i).is("not") && beside.contains(i));
    }

    /** What may stand before a column of the row that is set; else it is another table's. */
    private static Set<String> qualifiers(Step step, RowChange.Update update, RowChange.Assignment set) {
        Set<String> qualifiers = new HashSet<>();
        update.targets().stream().limit(1).map(QualifiedName::name).forEach(qualifiers::add);
        List<Part> head = Part.of(
                step, new Span(update.span().start(), set.column().span().start()));
        int end = head.size();
        if (end >= 2 && head.get(end - 1).is(".")) { // SET u.n = …
            qualifiers.add(head.get(end - 2).name());
        }
        for (int i = 1; i < end; i++) {
            if (head.get(i).is("set") && head.stream().noneMatch(part -> part.is("join") || part.is(","))) {
                qualifiers.add(head.get(i - 1).name());
            }
        }
        return qualifiers.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    /**
     * One that makes another value of its operands; not a sign, {@code count(*)}, or a way into JSON.
     *
     * @param joins whether {@code ||} joins texts
     */
    private static boolean isOperator(List<Part> parts, int at, boolean joins) {
        if (at == 0 || at + 1 == parts.size()) {
            return false;
        }
        Part before = parts.get(at - 1);
        Part after = parts.get(at + 1);
        return switch (parts.get(at).text()) {
            case "+", "*", "/", "%", "^" -> before.ends();
            case "-" -> before.ends() && !after.is(">");
            case "|" -> after.is("|") && joins;
            default -> false;
        };
    }

    /** {@code ||} puts an object's keys into another: twice is as once. */
    private static boolean isJson(Step step, RowChange.Update update, RowChange.Assignment set) {
        return set.value().text().toLowerCase(Locale.ROOT).contains("json")
                || step.before
                        .find(update.targets().get(0).name())
                        .flatMap(table -> table.column(set.column().name()))
                        .flatMap(KnownColumn::type)
                        .filter(type -> type.name().toLowerCase(Locale.ROOT).contains("json"))
                        .isPresent();
    }

    /** Whether the condition asks for something that the statement, or another one before it, leaves otherwise. */
    private static boolean isGuarded(Step step, RowChange.Update update, String column) {
        if (update.where().isEmpty()) {
            return false;
        }
        List<Part> parts = Part.of(step, update.where().get());
        Set<String> set = update.set().stream()
                .map(one -> one.column().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part.is("select")
                    || set.contains(part.name())
                            && isColumn(parts, i, part.name())
                            && !(part.name().equalsIgnoreCase(column) && isPassedAgain(parts, i + 1))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a comparison is one that a row may pass again once it was changed. */
    private static boolean isPassedAgain(List<Part> parts, int from) {
        String next = parts.subList(from, Math.min(parts.size(), from + 3)).stream()
                .map(Part::name)
                .collect(Collectors.joining(" "));
        return next.startsWith("is not null") || next.matches("[<>](?! >).*");
    }

    // --- INSERT

    private static Optional<String> problem(Step step, RowChange.Insert insert) {
        List<Part> parts = Part.of(step, insert.span());
        if (insert.onConflict()) {
            return addsOnConflict(parts, step.server.dialect() != Dialect.MYSQL)
                    ? Optional.of("Each time it runs, it adds again to the rows of "
                            + insert.table().name() + " that are there" + UNLESS)
                    : Optional.empty();
        }
        boolean again = !insert.replace()
                && insert.query().isPresent()
                && !leavesOutWhatIsThere(parts)
                && !takenAway(step, insert.query().get());
        return again
                ? Optional.of("Each time it runs, it inserts the same rows into "
                        + insert.table().name() + " again: leave out those that are there, by NOT EXISTS or "
                        + (step.server.dialect() == Dialect.MYSQL ? "INSERT IGNORE." : "ON CONFLICT DO NOTHING."))
                : Optional.empty();
    }

    private static boolean addsOnConflict(List<Part> parts, boolean joins) {
        for (int i = 1; i < parts.size(); i++) {
            if (parts.get(i).is("update")
                    && (parts.get(i - 1).is("do") || parts.get(i - 1).is("key"))) {
                List<Part> sets = parts.subList(i, parts.size());
                return IntStream.range(0, sets.size()).anyMatch(at -> isOperator(sets, at, joins));
            }
        }
        return false;
    }

    private static boolean leavesOutWhatIsThere(List<Part> parts) {
        String words = parts.stream().map(Part::name).collect(Collectors.joining(" "));
        return words.matches(".*\\b(not exists|not in|except)\\b.*")
                || words.contains("left join") && words.contains("is null")
                || words.contains("left outer join") && words.contains("is null");
    }

    /** Whether a later statement of the batch takes the rows away, or changes them: move, do not copy. */
    private static boolean takenAway(Step step, Query query) {
        Set<String> read = query.reads().stream()
                .map(table -> table.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return step.later().stream()
                .filter(later -> later instanceof RowChange.Delete || later instanceof RowChange.Update)
                .flatMap(later -> later.tables().stream())
                .anyMatch(table -> read.contains(table.name().toLowerCase(Locale.ROOT)));
    }

    private static boolean isColumn(List<Part> parts, int at, String column) {
        return parts.get(at).isName()
                && parts.get(at).name().equalsIgnoreCase(column)
                && !(at + 1 < parts.size()
                        && (parts.get(at + 1).is("(") || parts.get(at + 1).is(".")));
    }

    /**
     * A token.
     *
     * @param text as written
     * @param name what it names, in lower case; else as written
     * @param ends whether an operand may end with it
     */
    private record Part(String text, String name, boolean isName, boolean ends) {
        static List<Part> of(Step step, Span span) {
            Lexer lexer = new Lexer(step.server.dialect(), step.script.text(), span.start(), span.end());
            List<Part> parts = new ArrayList<>();
            while (lexer.next()) {
                boolean isName = lexer.isName();
                parts.add(new Part(
                        lexer.text(),
                        (isName ? lexer.name() : lexer.text()).toLowerCase(Locale.ROOT),
                        isName,
                        lexer.kind() != Token.Kind.SYMBOL
                                        && !KEYWORDS.contains(lexer.text().toLowerCase(Locale.ROOT))
                                || lexer.is(')')
                                || lexer.is(']')));
            }
            return parts;
        }

        boolean is(String word) {
            return text.equalsIgnoreCase(word);
        }
    }
}
