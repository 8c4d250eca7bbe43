package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.statement.Cursor.Misread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads actions that commas are between, each by itself: what one has that is not understood does not spoil the others.
 */
final class ActionList {
    private ActionList() {}

    static List<AlterAction> read(Cursor tokens, Supplier<AlterAction> action) {
        List<AlterAction> actions = new ArrayList<>();
        do {
            actions.add(one(tokens, action));
        } while (tokens.skip(','));
        return actions;
    }

    static AlterAction one(Cursor tokens, Supplier<AlterAction> action) {
        int start = tokens.start();
        int mark = tokens.mark();
        try {
            AlterAction read = action.get();
            if (!tokens.is(',') && !tokens.atEnd()) {
                throw tokens.unexpected();
            }
            return read;
        } catch (Misread e) {
            tokens.reset(mark);
            while (!tokens.atEnd() && !tokens.is(',')) {
                tokens.skipItem();
                tokens.skip(')');
            }
            return new AlterAction.UnreadAction(e.unread(tokens.from(start)));
        }
    }

    /** What is not understood among the actions. */
    static List<Unread> unread(List<AlterAction> actions) {
        List<Unread> unread = new ArrayList<>();
        for (AlterAction action : actions) {
            if (action instanceof AlterAction.UnreadAction part) {
                unread.add(part.unread());
            }
        }
        return unread;
    }
}
