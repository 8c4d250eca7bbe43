package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.statement.Cursor.Misread;
import dev.refract.internal.sql.statement.TableChange.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has been read of a new table so far. */
final class DefinitionBuilder {
    final List<ColumnDefinition> columns = new ArrayList<>();
    final List<Constraint> constraints = new ArrayList<>();
    final List<IndexDefinition> indexes = new ArrayList<>();
    final List<QualifiedName> like = new ArrayList<>();
    final List<QualifiedName> inherits = new ArrayList<>();
    Optional<QualifiedName> partitionOf = Optional.empty();
    boolean partitionedBy;
    final List<Option> options = new ArrayList<>();
    final List<Unread> unread = new ArrayList<>();

    /** The elements in parentheses; what one of them has that is not understood does not spoil the others. */
    void elements(Cursor tokens, Runnable element) {
        tokens.expect('(');
        if (tokens.skip(')')) {
            return;
        }
        do {
            int start = tokens.start();
            int mark = tokens.mark();
            try {
                element.run();
                if (!tokens.is(',') && !tokens.is(')')) {
                    throw tokens.unexpected();
                }
            } catch (Misread e) {
                tokens.reset(mark);
                tokens.skipItem();
                unread.add(e.unread(tokens.from(start)));
            }
        } while (tokens.skip(','));
        tokens.expect(')');
    }

    TableDefinition build() {
        return new TableDefinition(
                columns, constraints, indexes, like, inherits, partitionOf, partitionedBy, options, unread);
    }
}
