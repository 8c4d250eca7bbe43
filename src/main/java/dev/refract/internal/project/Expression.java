package dev.refract.internal.project;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /** {@code of[key]}. */
    record Index(Expression of, Expression key, int line) implements Expression {}

    /** {@code function(arguments)}. */
    record Call(Expression function, List<Expression> arguments, int line) implements Expression {}

    /** {@code new Type(arguments)}. */
    record Made(List<Expression> arguments, int line) implements Expression {}

    /** {@code left ?? right}, or {@code left || right}. */
    record Otherwise(Expression left, boolean alsoIfEmpty, Expression right, int line) implements Expression {}

    /** {@code left && right}. */
    record And(Expression left, Expression right, int line) implements Expression {}

    /** {@code condition ? yes : no}. */
    record Conditional(Expression condition, Expression yes, Expression no, int line) implements Expression {}

    /** {@code !value}. */
    record Not(Expression value, int line) implements Expression {}

    /** {@code left === right} and {@code left == right}, or that they differ. */
    record Same(Expression left, boolean same, Expression right, int line) implements Expression {}

    /** {@code a + b}, and a template with holes. */
    record Joined(List<Expression> pieces, int line) implements Expression {}

    /** A function. */
    record Lambda(List<Parameter> parameters, List<Statement> body, int line) implements Expression {}

    /** A parameter, and what it is where no argument is given. */
    record Parameter(String name, @Nullable Expression otherwise) {}

    /** An object: its properties in their order. */
    record Properties(List<Property> properties, int line) implements Expression {}

    /**
     * A property.
     *
     * @param name its name; null of {@code ...value}, and where the name is not known before the file runs
     */
    record Property(@Nullable String name, Expression value) {}

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

    /** What it is made of, directly; of a function nothing, as its making runs nothing of it. */
    default Stream<Expression> parts() {
        if (this instanceof Member member) {
            return Stream.of(member.of);
        }
        if (this instanceof Index index) {
            return Stream.of(index.of, index.key);
        }
        if (this instanceof Call call) {
            return Stream.concat(Stream.of(call.function), call.arguments.stream());
        }
        if (this instanceof Made made) {
            return made.arguments.stream();
        }
        if (this instanceof Otherwise otherwise) {
            return Stream.of(otherwise.left, otherwise.right);
        }
        if (this instanceof And and) {
            return Stream.of(and.left, and.right);
        }
        if (this instanceof Conditional conditional) {
            return Stream.of(conditional.condition, conditional.yes, conditional.no);
        }
        if (this instanceof Not not) {
            return Stream.of(not.value);
        }
        if (this instanceof Same same) {
            return Stream.of(same.left, same.right);
        }
        if (this instanceof Joined joined) {
            return joined.pieces.stream();
        }
        if (this instanceof Properties object) {
            return object.properties.stream().map(Property::value);
        }
        if (this instanceof Items list) {
            return list.items.stream();
        }
        return Stream.empty();
    }

    /** A statement of a file or of a function in it. */
    sealed interface Statement {

        /** {@code const name = value}. */
        record Declare(String name, Expression value) implements Statement {}

        /** An expression for what it does. */
        record Act(Expression expression) implements Statement {}

        /** {@code if (condition) yes else no}. */
        record When(Expression condition, List<Statement> yes, List<Statement> no, int line) implements Statement {}

        /** {@code return value}. */
        record Return(@Nullable Expression value, int line) implements Statement {

            Expression returned() {
                return Objects.requireNonNullElseGet(value, () -> new Name("undefined", line));
            }
        }

        /** {@code throw}: nothing comes after it. */
        record Throw(int line) implements Statement {}

        /** What Refract does not read. */
        record Opaque(int line) implements Statement {}
    }
}
