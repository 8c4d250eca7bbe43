package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.statement.TableChange.Persistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads SQLite's CREATE, ALTER and DROP. */
final class SqliteDefinitions {
    private final Cursor tokens;
    private final PartReader parts;
    private final SqliteColumns columns;
    private final Span whole;

    SqliteDefinitions(PartReader parts, Span whole) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.columns = new SqliteColumns(parts);
        this.whole = whole;
    }

    Change change() {
        String verb = tokens.word();
        tokens.next();
        return switch (verb) {
            case "CREATE" -> create();
            case "ALTER" -> alter();
            default -> drop();
        };
    }

    // --- CREATE

    private Change create() {
        boolean temporary = tokens.skipAny("TEMP", "TEMPORARY");
        return switch (tokens.word()) {
            case "TABLE" -> table(temporary);
            case "VIRTUAL" -> virtual();
            case "UNIQUE", "INDEX" -> index();
            case "VIEW" -> view(temporary);
            case "TRIGGER" -> trigger();
            default -> throw tokens.unexpected();
        };
    }

    private Change table(boolean temporary) {
        tokens.expect("TABLE");
        boolean ifNotExists = parts.ifNotExists();
        QualifiedName table = parts.name();
        DefinitionBuilder definition = new DefinitionBuilder();
        Optional<Query> query = Optional.empty();
        if (tokens.skip("AS")) {
            query = Optional.of(new QueryReader(parts, false).query());
        } else {
            definition.elements(tokens, () -> element(definition));
            options(definition);
        }
        tokens.expectEnd();
        Persistence persistence = temporary ? Persistence.TEMPORARY : Persistence.PERMANENT;
        return new TableChange.CreateTable(
                table, persistence, false, false, ifNotExists, definition.build(), query, whole);
    }

    private void element(DefinitionBuilder definition) {
        if (columns.isTableConstraint()) {
            do {
                definition.constraints.add(columns.tableConstraint()); // SQLite needs no comma between them
            } while (columns.isTableConstraint());
        } else {
            definition.columns.add(columns.column());
            while (columns.isTableConstraint()) {
                definition.constraints.add(columns.tableConstraint());
            }
        }
    }

    private void options(DefinitionBuilder definition) {
        while (tokens.isAny("STRICT", "WITHOUT")) {
            int start = tokens.start();
            boolean strict = tokens.skip("STRICT");
            if (!strict) {
                tokens.expect("WITHOUT", "ROWID");
            }
            definition.options.add(parts.flag(strict ? "STRICT" : "WITHOUT ROWID", start));
            tokens.skip(',');
        }
    }

    private Change virtual() {
        tokens.expect("VIRTUAL", "TABLE");
        boolean ifNotExists = parts.ifNotExists();
        QualifiedName table = parts.name();
        DefinitionBuilder definition = new DefinitionBuilder();
        int start = tokens.start();
        tokens.expect("USING");
        definition.options.add(
                new Option("USING", Optional.of(tokens.identifier().name()), tokens.from(start)));
        if (tokens.is('(')) {
            tokens.skipParentheses();
        }
        tokens.expectEnd();
        return new TableChange.CreateTable(
                table, Persistence.PERMANENT, true, false, ifNotExists, definition.build(), Optional.empty(), whole);
    }

    private Change index() {
        boolean unique = tokens.skip("UNIQUE");
        tokens.expect("INDEX");
        boolean ifNotExists = parts.ifNotExists();
        QualifiedName name = parts.name();
        tokens.expect("ON");
        QualifiedName table = parts.name();
        List<IndexPart> on = parts.indexParts();
        Optional<Expression> where =
                tokens.skip("WHERE") ? Optional.of(parts.expressions.upTo(Set.of())) : Optional.empty();
        tokens.expectEnd();
        IndexDefinition definition = new IndexDefinition(
                Optional.of(name),
                unique,
                Optional.empty(),
                Optional.empty(),
                on,
                List.of(),
                false,
                where,
                List.of(),
                whole);
        return new IndexChange.CreateIndex(
                definition, table, false, false, false, ifNotExists, List.of(), List.of(), whole);
    }

    private Change view(boolean temporary) {
        tokens.expect("VIEW");
        boolean ifNotExists = parts.ifNotExists();
        QualifiedName view = parts.name();
        List<Identifier> names = parts.columns();
        tokens.expect("AS");
        Query query = new QueryReader(parts, false).query();
        tokens.expectEnd();
        return new ViewChange.CreateView(view, false, temporary, false, ifNotExists, names, query, true, whole);
    }

    private Change trigger() {
        tokens.expect("TRIGGER");
        boolean ifNotExists = parts.ifNotExists();
        QualifiedName name = parts.name();
        String moment = "BEFORE";
        if (tokens.skip("INSTEAD", "OF")) {
            moment = "INSTEAD OF";
        } else if (tokens.isAny("BEFORE", "AFTER")) {
            moment = parts.value().toUpperCase(Locale.ROOT);
        }
        List<String> events = new ArrayList<>(List.of(parts.value().toUpperCase(Locale.ROOT)));
        if (tokens.skip("OF")) {
            parts.list(tokens::identifier);
        }
        tokens.expect("ON");
        QualifiedName table = parts.name();
        return new RoutineChange.CreateTrigger(
                name, table, moment, events, true, false, false, ifNotExists, Optional.empty(), whole);
    }

    // --- ALTER

    private Change alter() {
        tokens.expect("TABLE");
        QualifiedName table = parts.name();
        int start = tokens.start();
        List<AlterAction> actions = List.of(ActionList.one(tokens, () -> action(start)));
        return new TableChange.AlterTable(table, false, false, false, false, actions, tokens.from(start), whole);
    }

    private AlterAction action(int start) {
        String verb = tokens.word();
        tokens.next();
        switch (verb) {
            case "ADD" -> {
                tokens.skip("COLUMN");
                return new AlterAction.AddColumn(columns.column(), false, Optional.empty(), tokens.from(start));
            }
            case "DROP" -> {
                tokens.skip("COLUMN");
                return new AlterAction.DropColumn(tokens.identifier(), false, false, tokens.from(start));
            }
            case "RENAME" -> {
                if (tokens.is("TO") && !tokens.word(1).equals("TO")) {
                    tokens.next();
                    return new AlterAction.RenameTo(parts.name(), tokens.from(start));
                }
                if (!tokens.word(1).equals("TO")) {
                    tokens.skip("COLUMN");
                }
                Identifier from = tokens.identifier();
                return new AlterAction.RenameColumn(from, parts.to(), tokens.from(start));
            }
            default -> throw new Cursor.Misread("not understood: " + verb, tokens.from(start));
        }
    }

    // --- DROP

    private Change drop() {
        String what = tokens.word();
        tokens.next();
        boolean ifExists = parts.ifExists();
        QualifiedName name = parts.name();
        tokens.expectEnd();
        List<QualifiedName> names = List.of(name);
        return switch (what) {
            case "TABLE" -> new TableChange.DropTable(names, false, false, ifExists, false, whole);
            case "INDEX" ->
                new IndexChange.DropIndexes(names, Optional.empty(), false, ifExists, false, List.of(), whole);
            case "VIEW" -> new ViewChange.DropViews(names, false, ifExists, false, whole);
            case "TRIGGER" -> new RoutineChange.DropTrigger(name, Optional.empty(), ifExists, false, whole);
            default -> throw new Cursor.Misread("not understood: DROP " + what, whole);
        };
    }
}
