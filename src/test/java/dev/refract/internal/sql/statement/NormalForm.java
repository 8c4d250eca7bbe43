package dev.refract.internal.sql.statement;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A change as text, to be compared with what the judges in {@code src/test/node} make of PostgreSQL's own tree: every
 * component by its name, without those that say nothing. An expression is the hash that its text has there; so it has
 * to be the whole expression and no more. Left out is what the tree does not tell: places, and how something is
 * spelled.
 *
 * @param hashes gives an expression's text its hash
 */
record NormalForm(String script, UnaryOperator<String> hashes) {
    /** In these the order does not matter, or is not to be had. */
    private static final Set<String> SETS = Set.of("reads", "events", "options");

    private static final Set<String> LEFT_OUT =
            Set.of("span", "actionsSpan", "mode of Control", "schema of Assignment");
    /** What holds where nothing is said, so that its absence is what is worth telling. */
    private static final Map<String, String> USUAL = Map.of("enforced", "unenforced", "withData", "withoutData");

    String of(Change change) {
        return text(change).orElse("");
    }

    private Optional<String> text(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.flatMap(this::text);
        } else if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? Optional.of(String.valueOf(optional.getAsInt())) : Optional.empty();
        } else if (value instanceof List<?> list) {
            return list.isEmpty() ? Optional.empty() : Optional.of(list(list.stream()));
        } else if (value instanceof Boolean flag) {
            return flag ? Optional.of("true") : Optional.empty();
        } else if (value instanceof QualifiedName name) {
            return Optional.of(name.toString());
        } else if (value instanceof Identifier name) {
            return text(name.name());
        } else if (value instanceof Expression expression) {
            return Optional.of(expression(expression));
        } else if (value instanceof DataType type) {
            return Optional.of(type(type));
        } else if (value instanceof Option option) {
            return Optional.of(option(option));
        } else if (value instanceof Record part) {
            return Optional.of(part(part));
        }
        return Optional.of(value.equals("") ? "\"\"" : String.valueOf(value));
    }

    private String list(Stream<?> items) {
        return items.map(item -> text(item).orElse("")).collect(Collectors.joining(",\n", "[", "]"));
    }

    private String part(Record part) {
        String type = part.getClass().getSimpleName();
        Map<String, String> said = new TreeMap<>();
        for (RecordComponent component : part.getClass().getRecordComponents()) {
            String name = component.getName();
            if (!LEFT_OUT.contains(name) && !LEFT_OUT.contains(name + " of " + type)) {
                component(type, name, value(part, component)).ifPresent(text -> said.put(shown(name), text));
            }
        }
        return said.entrySet().stream()
                .map(entry ->
                        entry.getValue().equals("true") ? entry.getKey() : entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", ", type + "(", ")"));
    }

    private static String shown(String name) {
        return USUAL.getOrDefault(name, name);
    }

    private static Object value(Record part, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(part);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private Optional<String> component(String type, String name, Object value) {
        if (USUAL.containsKey(name)) {
            return text(value.equals(false));
        } else if (SETS.contains(name)) {
            List<String> sorted = ((List<?>) value)
                    .stream()
                            .map(item -> text(item).orElse(""))
                            .sorted()
                            .distinct()
                            .toList();
            return text(sorted);
        }
        return switch (name) {
            case "where", "body" -> ((Optional<?>) value).flatMap(this::place);
            case "method" -> unless(value, "btree");
            case "text" -> unless(value, "\"\""); // an empty comment is none
            case "role" -> text(value).map(NormalForm::setting);
            case "onDelete", "onUpdate" -> unless(value, "NO ACTION");
            case "match" -> unless(value, "SIMPLE");
            case "privileges" ->
                text(((List<?>) value)
                        .stream()
                                .map(privilege -> privilege.equals("ALL PRIVILEGES") ? "ALL" : privilege)
                                .toList());
            case "value" -> type.equals("Assignment") ? settingOrExpression(value) : text(value);
            default -> text(value);
        };
    }

    /** What is as if nothing were written. */
    private Optional<String> unless(Object value, String usual) {
        return text(value).filter(text -> !text.equals(usual));
    }

    /** An expression of which only the place is known; a routine's body without quotes is SQL itself. */
    private Optional<String> place(Object value) {
        if (value instanceof Expression expression) {
            return text(expression);
        }
        String text = ((Span) value).of(script);
        boolean sql = text.toUpperCase(Locale.ROOT).matches("(?s)(BEGIN|RETURN)\\b.*");
        boolean quoted = text.matches("(?s)([eEnNbBxX]|[uU]&)?'.*|\\$.*");
        return Optional.of(sql ? "sql" : quoted ? hashes.apply(text) : "{" + hashes.apply(text) + "}");
    }

    private Optional<String> settingOrExpression(Object value) {
        return value instanceof Expression ? text(value) : text(value).map(NormalForm::setting);
    }

    private static String setting(String value) {
        String plain =
                value.replaceAll("['\"]", "").replaceAll("\\s*,\\s*", ", ").toLowerCase(Locale.ROOT);
        return plain.isEmpty() ? "\"\"" : plain;
    }

    private String expression(Expression expression) {
        String functions = expression.functions().stream().sorted().distinct().collect(Collectors.joining(" "));
        return "{" + hashes.apply(expression.text()) + " " + expression.form() + " " + functions + "}";
    }

    /** {@code OPERATOR(pg_catalog.=)} is {@code =}. */
    private static String option(Option option) {
        Optional<String> value = option.value().map(text -> text.toLowerCase(Locale.ROOT));
        return option.name()
                + value.map(text -> "=" + text.replaceFirst("^operator\\(.*\\.(.+)\\)$", "$1"))
                        .orElse("");
    }

    /** As the tree has it: {@code char} is {@code bpchar(1)} there, and {@code float(24)} has no argument. */
    private static String type(DataType type) {
        String kept = type.isSerial() || type.schema().isPresent() ? type.name() : type.postgresName();
        String name = kept.replace("\"", ""); // "char"
        List<String> arguments = type.arguments();
        boolean implied = (name.equals("bpchar") || name.equals("bit")) && arguments.equals(List.of("1"))
                || type.name().equals("float");
        String schema = type.schema()
                .map(Identifier::name)
                .filter(other -> !other.equals("pg_catalog"))
                .map(other -> other + ".")
                .orElse("");
        return Stream.of(
                        schema + name,
                        arguments.isEmpty() || implied
                                ? ""
                                : "(" + String.join(",", arguments).toLowerCase(Locale.ROOT) + ")",
                        "[]".repeat(type.dimensions()),
                        type.collation()
                                .map(collation -> " collate " + collation)
                                .orElse(""))
                .filter(Objects::nonNull)
                .collect(Collectors.joining());
    }
}
