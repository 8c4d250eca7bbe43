package dev.refract.internal.sql.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import java.util.List;

/** Reads one statement for a test. */
record Reading(Dialect dialect) {
    static final Reading POSTGRES = new Reading(Dialect.POSTGRESQL);
    static final Reading MYSQL = new Reading(Dialect.MYSQL);
    static final Reading SQLITE = new Reading(Dialect.SQLITE);

    Change change(String sql) {
        Script script = Script.parse(dialect, sql);
        assertThat(script.statements()).hasSize(1);
        return script.change(script.statements().get(0));
    }

    /** The statement as what it is expected to be, with nothing in it that is not understood. */
    <C extends Change> C as(Class<C> kind, String sql) {
        Change change = change(sql);
        assertThat(change).isInstanceOf(kind);
        assertThat(change.unread()).isEmpty();
        return kind.cast(change);
    }

    List<AlterAction> actions(String sql) {
        return as(TableChange.AlterTable.class, sql).actions();
    }

    <A extends AlterAction> A action(Class<A> kind, String sql) {
        List<AlterAction> actions = actions(sql);
        assertThat(actions).hasSize(1);
        assertThat(actions.get(0)).isInstanceOf(kind);
        return kind.cast(actions.get(0));
    }
}
