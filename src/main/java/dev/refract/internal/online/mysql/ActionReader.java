package dev.refract.internal.online.mysql;

import dev.refract.internal.online.mysql.Action.Kind;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the part of an ALTER TABLE that follows the table's name. */
final class ActionReader {

    /** A token at some depth of parentheses. */
    private record Part(Token token, String word, String name, int depth) {}

    private static final Set<String> COLUMN_NOISE = Set.of("COLUMN", "IF", "EXISTS", "NOT");

    private final List<Action> actions = new ArrayList<>();
    private int end;

    ActionReader(String text) {
        Lexer lexer = new Lexer(Dialect.MYSQL, text);
        List<Part> parts = new ArrayList<>();
        int depth = 0;
        end = text.length();
        while (lexer.next()) {
            if (lexer.is(';')) {
                end = lexer.start();
                break;
            }
            if (lexer.is(')')) {
                depth--;
            }
            if (lexer.is(',') && depth == 0) {
                add(parts);
                parts.clear();
            } else {
                parts.add(new Part(
                        lexer.token(),
                        lexer.kind() == Token.Kind.WORD
                                ? lexer.text().toUpperCase(Locale.ROOT)
                                : lexer.is('(') ? "(" : "",
                        lexer.isName() ? lexer.name() : "",
                        depth));
            }
            if (lexer.is('(')) {
                depth++;
            }
        }
        add(parts);
    }

    List<Action> actions() {
        return actions;
    }

    /** Where the semicolon stands, or the text ends. */
    int end() {
        return end;
    }

    private void add(List<Part> parts) {
        List<Part> own = withoutWait(parts);
        if (!own.isEmpty()) {
            actions.add(new Reading(own).action());
        }
    }

    /** MariaDB's {@code WAIT 5} or {@code NOWAIT} stands before the first action. */
    private static List<Part> withoutWait(List<Part> parts) {
        if (!parts.isEmpty() && parts.get(0).word().equals("NOWAIT")) {
            return parts.subList(1, parts.size());
        }
        boolean waits = parts.size() > 1
                && parts.get(0).word().equals("WAIT")
                && parts.get(1).token().kind() == Token.Kind.NUMBER;
        return waits ? parts.subList(2, parts.size()) : parts;
    }

    /** One action, token by token. */
    private static final class Reading {
        private final List<Part> parts;
        private final List<String> words;
        private int at;

        Reading(List<Part> parts) {
            this.parts = List.copyOf(parts);
            this.words = parts.stream()
                    .filter(part -> part.depth() == 0 || listsColumns())
                    .map(Part::word)
                    .filter(word -> !word.isEmpty())
                    .toList();
        }

        private boolean listsColumns() {
            String second = word(1);
            return word(0).equals("ADD") && (second.equals("(") || second.equals("COLUMN") && word(2).equals("("));
        }

        Action action() {
            if (containsPartitioning()) {
                return make(Kind.PARTITION_BY, null, "");
            }
            return switch (next()) {
                case "ADD" -> added();
                case "DROP" -> dropped();
                case "CHANGE" -> {
                    skipNoise();
                    Part old = take();
                    yield make(Kind.CHANGE_COLUMN, old, take().name());
                }
                case "MODIFY" -> {
                    skipNoise();
                    yield make(Kind.MODIFY_COLUMN, take(), "");
                }
                case "ALTER" -> altered();
                case "RENAME" -> renamed();
                case "CONVERT" ->
                    word(at).equals("TO")
                            ? make(Kind.CONVERT_CHARSET, null, "")
                            : make(Kind.PARTITION_COPYING, null, "");
                case "TRUNCATE", "EXCHANGE" -> make(Kind.PARTITION_QUICK, null, "");
                case "COALESCE", "REORGANIZE", "REBUILD", "REPAIR", "OPTIMIZE", "ANALYZE", "CHECK" ->
                    make(Kind.PARTITION_COPYING, null, "");
                case "DISCARD", "IMPORT" -> make(Kind.TABLESPACE, null, "");
                case "ENABLE", "DISABLE" -> make(Kind.KEYS, null, "");
                case "WITH", "WITHOUT" -> make(Kind.VALIDATION, null, "");
                case "ALGORITHM" -> make(Kind.ALGORITHM, null, "");
                case "LOCK" -> make(Kind.LOCK, null, "");
                case "" -> make(Kind.OTHER, null, "");
                default -> make(Kind.OPTION, null, "");
            };
        }

        private boolean containsPartitioning() {
            for (int i = 0; i + 1 < parts.size(); i++) {
                if (parts.get(i).depth() == 0
                        && word(i).equals("PARTITION")
                        && word(i + 1).equals("BY")) {
                    return true;
                }
            }
            return words.contains("REMOVE") && words.contains("PARTITIONING");
        }

        private Action added() {
            Part constraint = null;
            if (word(at).equals("CONSTRAINT")) {
                at++;
                boolean named = !Set.of("PRIMARY", "UNIQUE", "FOREIGN", "CHECK").contains(word(at));
                skipNoise();
                constraint = named ? take() : null;
            }
            return switch (word(at)) {
                case "PRIMARY" -> make(Kind.ADD_PRIMARY, null, "");
                case "UNIQUE" -> make(Kind.ADD_UNIQUE, constraint, "");
                case "FOREIGN" -> make(Kind.ADD_FOREIGN_KEY, constraint, "");
                case "CHECK" -> make(Kind.ADD_CHECK, constraint, "");
                case "INDEX", "KEY", "FULLTEXT", "SPATIAL", "VECTOR" -> make(Kind.ADD_INDEX, null, "");
                case "PARTITION" -> make(Kind.PARTITION_QUICK, null, "");
                case "SYSTEM", "PERIOD" -> make(Kind.VERSIONING, null, "");
                default -> {
                    skipNoise();
                    yield make(Kind.ADD_COLUMN, at < parts.size() ? parts.get(at) : null, "");
                }
            };
        }

        private Action dropped() {
            String what = word(at);
            switch (what) {
                case "PRIMARY" -> {
                    return make(Kind.DROP_PRIMARY, null, "");
                }
                case "PARTITION" -> {
                    return make(Kind.PARTITION_QUICK, null, "");
                }
                case "SYSTEM", "PERIOD" -> {
                    return make(Kind.VERSIONING, null, "");
                }
                case "INDEX", "KEY", "CONSTRAINT", "CHECK" -> at++;
                case "FOREIGN" -> at += 2;
                default -> {}
            }
            skipNoise();
            Part name = take();
            return make(
                    switch (what) {
                        case "INDEX", "KEY" ->
                            name.name().equalsIgnoreCase("PRIMARY") ? Kind.DROP_PRIMARY : Kind.DROP_INDEX;
                        case "CONSTRAINT" -> Kind.DROP_CONSTRAINT;
                        case "CHECK" -> Kind.DROP_CHECK;
                        case "FOREIGN" -> Kind.DROP_FOREIGN_KEY;
                        default -> Kind.DROP_COLUMN;
                    },
                    name,
                    "");
        }

        private Action altered() {
            return switch (word(at)) {
                case "INDEX", "KEY" -> make(Kind.ALTER_INDEX, null, "");
                case "CHECK", "CONSTRAINT" -> make(Kind.ALTER_CHECK, null, "");
                default -> make(Kind.ALTER_COLUMN, null, "");
            };
        }

        private Action renamed() {
            String what = word(at);
            if (!what.equals("COLUMN") && !what.equals("INDEX") && !what.equals("KEY")) {
                if (what.equals("TO") || what.equals("AS") || what.equals("=")) {
                    at++;
                }
                return make(
                        Kind.RENAME_TABLE,
                        null,
                        parts.isEmpty() ? "" : parts.get(parts.size() - 1).name());
            }
            at++;
            skipNoise();
            Part old = take();
            at++; // TO
            return make(what.equals("COLUMN") ? Kind.RENAME_COLUMN : Kind.RENAME_INDEX, old, take().name());
        }

        private Action make(Kind kind, Part name, String newName) {
            boolean named = name != null && !name.name().isEmpty();
            return new Action(
                    kind,
                    named ? name.name() : "",
                    newName,
                    words,
                    named ? name.token().start() : -1,
                    named ? name.token().end() : -1,
                    references());
        }

        private String references() {
            for (int i = 0; i + 1 < parts.size(); i++) {
                if (word(i).equals("REFERENCES")) {
                    int name = i + 1;
                    while (name + 2 < parts.size()
                            && parts.get(name + 1).token().kind() == Token.Kind.SYMBOL
                            && !word(name + 1).equals("(")
                            && parts.get(name + 2).token().kind() != Token.Kind.SYMBOL) {
                        name += 2; // database.table
                    }
                    return parts.get(name).name();
                }
            }
            return "";
        }

        private void skipNoise() {
            while (COLUMN_NOISE.contains(word(at))) {
                at++;
            }
        }

        private String next() {
            return at < parts.size() ? parts.get(at++).word() : "";
        }

        private Part take() {
            return at < parts.size() ? parts.get(at++) : new Part(new Token(Token.Kind.END, 0, 0), "", "", 0);
        }

        private String word(int index) {
            return index < parts.size() ? parts.get(index).word() : "";
        }
    }
}
