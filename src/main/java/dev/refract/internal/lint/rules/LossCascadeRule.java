package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ObjectChange;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.RoutineChange;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.TypeChange;
import dev.refract.internal.sql.statement.ViewChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** CASCADE */
final class LossCascadeRule extends Rule {

    LossCascadeRule() {
        super("loss-cascade", Severity.ERROR, "CASCADE", "What depends on it goes too, and no statement names it.");
    }

    @Override
    void check(Step step) {
        if (step.server.isSqlite()) {
            sqlite(step);
        } else if (step.server.isPostgres()) {
            gone(step)
                    .filter(gone -> !gone.isKnownToBeNone())
                    .ifPresent(gone -> step.report(
                            this,
                            severity(),
                            step.change.span(),
                            step.change.tables().stream()
                                    .map(QualifiedName::name)
                                    .toList(),
                            gone.what().isEmpty()
                                    ? "CASCADE drops whatever depends on it: name it instead."
                                    : "CASCADE also takes " + String.join(", ", gone.what()) + "."));
        }
    }

    private void sqlite(Step step) {
        if (step.change instanceof TableChange.DropTable drop
                && Redefinition.endingAt(step).isEmpty()) {
            for (QualifiedName table : drop.tables()) {
                Redefinition.cascading(step, table.name()).stream()
                        .findFirst()
                        .ifPresent(child -> step.report(
                                this,
                                drop.span(),
                                child,
                                "Dropping " + table.name() + " deletes the rows of " + child.name()
                                        + " that refer to it, while foreign keys are enforced."));
            }
        }
    }

    /**
     * What a CASCADE takes along.
     *
     * @param whole whether the history says all of it
     */
    private record Gone(Set<String> what, boolean whole) {
        boolean isKnownToBeNone() {
            return what.isEmpty() && whole;
        }
    }

    /** Empty where the statement has no CASCADE. */
    private static Optional<Gone> gone(Step step) {
        Set<String> gone = new LinkedHashSet<>();
        boolean whole = false;
        if (step.change instanceof TableChange.DropTable drop && drop.cascade()) {
            whole = drop.tables().stream()
                    .allMatch(table -> step.before.table(table).isWhole());
            for (QualifiedName table : drop.tables()) {
                views(step, step.before.viewsOf(table.name()), gone);
                keys(step, table.name(), key -> true, gone);
            }
            drop.tables().forEach(table -> gone.removeIf(what -> what.endsWith(" of " + table.name())));
        } else if (step.change instanceof RowChange.Truncate truncate && truncate.cascade()) {
            children(step, truncate.tables()).forEach(child -> gone.add("the rows of " + child));
        } else if (step.change instanceof TypeChange.DropTypes drop && drop.cascade()) {
            drop.types().forEach(type -> step.before.columnsOf(type).forEach(place -> {
                gone.add(place.table().name() + "." + place.column().name());
                views(
                        step,
                        step.before.viewsOf(place.table().name(), place.column().name()),
                        gone);
            }));
        } else if (step.change instanceof ViewChange.DropViews drop && drop.cascade()) {
            whole = drop.views().stream()
                    .allMatch(view -> step.before.view(view.name()).isPresent());
            drop.views().forEach(view -> views(step, step.before.viewsOf(view.name()), gone));
        } else if (step.change instanceof TableChange.AlterTable alter) {
            return altered(step, alter);
        } else if (!(step.change instanceof ObjectChange.DropObjects drop && drop.cascade()
                || step.change instanceof RoutineChange.DropRoutines routines && routines.cascade())) {
            return Optional.empty();
        }
        return Optional.of(new Gone(gone, whole));
    }

    private static Optional<Gone> altered(Step step, TableChange.AlterTable alter) {
        KnownTable table = step.before.table(alter.table());
        Set<String> gone = new LinkedHashSet<>();
        boolean cascade = false;
        boolean whole = table.isWhole();
        for (AlterAction.DropColumn drop : alter.all(AlterAction.DropColumn.class)) {
            if (drop.cascade()) {
                cascade = true;
                String column = drop.column().name();
                List<Catalog.View> others = step.before.viewsOf(table.name());
                List<Catalog.View> named = step.before.viewsOf(table.name(), column);
                whole &= others.equals(named); // one may select it without its name
                views(step, named, gone);
                keys(step, table.name(), key -> refers(key, table, List.of(column)), gone);
            }
        }
        for (AlterAction.DropConstraint drop : alter.all(AlterAction.DropConstraint.class)) {
            if (drop.cascade()) {
                cascade = true;
                Optional<List<String>> columns =
                        drop.name().flatMap(name -> table.index(name.name())).map(KnownTable.Index::columns);
                columns.ifPresent(its -> keys(step, table.name(), key -> refers(key, table, its), gone));
            }
        }
        return cascade ? Optional.of(new Gone(gone, whole)) : Optional.empty();
    }

    private static boolean refers(KnownTable.ForeignKey key, KnownTable table, List<String> columns) {
        List<String> referenced = key.referenced().isEmpty()
                ? table.primaryKey().map(KnownTable.Index::columns).orElse(List.of())
                : key.referenced();
        return referenced.stream().anyMatch(one -> columns.stream().anyMatch(one::equalsIgnoreCase));
    }

    private static void views(Step step, List<Catalog.View> first, Set<String> gone) {
        step.before
                .viewsAbove(first)
                .forEach(
                        view -> gone.add((view.materialized() ? "the materialized view " : "the view ") + view.name()));
    }

    private static void keys(Step step, String table, Predicate<KnownTable.ForeignKey> which, Set<String> gone) {
        for (KnownTable child : step.before.childrenOf(table)) {
            child.foreignKeys().stream()
                    .filter(key -> key.table().equalsIgnoreCase(table) && which.test(key))
                    .forEach(key -> gone.add("the foreign key " + key.name() + " of " + child.name()));
        }
    }

    /** Those that refer to one of the tables, and so on. */
    private static List<String> children(Step step, List<QualifiedName> tables) {
        List<String> all =
                new ArrayList<>(tables.stream().map(QualifiedName::name).toList());
        for (int i = 0; i < all.size(); i++) {
            step.before.childrenOf(all.get(i)).stream()
                    .map(KnownTable::name)
                    .filter(child -> all.stream().noneMatch(child::equalsIgnoreCase))
                    .forEach(all::add);
        }
        return all.subList(tables.size(), all.size());
    }
}
