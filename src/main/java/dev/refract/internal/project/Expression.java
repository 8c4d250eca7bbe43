package dev.refract.internal.project;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A value as a configuration file writes it, before anything is looked up. */
sealed interface Expression {

    /** The line it begins on. */
    int line();

    /** A string or a template without holes. */
    record Text(String value, int line) implements Expression {}

    /** A word: a binding, an import, {@code undefined}. */
    record Name(String name, int line) implements Expression {}

    /** {@code of.name} or {@code of["name"]}. */
    record Member(Expression of, String name, int line) implements Expression {}

    /** {@code function(arguments)}. */
    record Call(Expression function, List<Expression> arguments, int line) implements Expression {}

    /** {@code left ?? right}, or {@code left || right}. */
    record Otherwise(Expression left, boolean alsoIfEmpty, Expression right, int line) implements Expression {}

    /**
     * An object.
     *
     * @param dynamicLine the line of what may bring more properties or others, such as a spread; 0 where there is none
     */
    record Properties(Map<String, Expression> properties, int dynamicLine, int line) implements Expression {}

    /** A list. */
    record Items(List<Expression> items, int line) implements Expression {}

    /** A number or a truth value. */
    record Plain(String text, int line) implements Expression {}

    /**
     * What Refract does not read.
     *
     * @param calls whether something in it may run when the file is loaded
     */
    record Unreadable(boolean calls, int line) implements Expression {}

    /** What it is made of, directly. */
    default Stream<Expression> parts() {
        if (this instanceof Member member) {
            return Stream.of(member.of);
        }
        if (this instanceof Call call) {
            return Stream.concat(Stream.of(call.function), call.arguments.stream());
        }
        if (this instanceof Otherwise otherwise) {
            return Stream.of(otherwise.left, otherwise.right);
        }
        if (this instanceof Properties object) {
            return object.properties.values().stream();
        }
        if (this instanceof Items list) {
            return list.items.stream();
        }
        return Stream.empty();
    }
}
