package dev.refract.internal.project;

import dev.refract.internal.project.Expression.Statement;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@code prisma.config.*} file, read without running it. A value is either certain or an error that names the line:
 * it is never guessed. A part that nobody asks for may hold anything.
 */
final class ConfigFile {

    private static final Set<String> CONFIG_MODULES = Set.of("prisma/config", "@prisma/config");
    private static final Set<String> PATH_MODULES = Set.of("path", "node:path", "path/posix", "node:path/posix");
    private static final Set<String> PROCESS_MODULES = Set.of("process", "node:process");
    private static final Set<String> URL_MODULES = Set.of("url", "node:url");
    private static final Set<String> FILE_MODULES = Set.of("fs", "node:fs");
    /** The language's own functions, which only have a value. */
    private static final Set<String> GLOBALS = Set.of("Boolean", "String", "Number", "encodeURIComponent", "parseInt");
    /** What texts and lists do, which is also only a value. */
    private static final Set<String> TEXT_METHODS = Set.of(
            "trim",
            "replace",
            "replaceAll",
            "startsWith",
            "endsWith",
            "includes",
            "split",
            "join",
            "slice",
            "concat",
            "toString",
            "toLowerCase",
            "toUpperCase");

    private static final Set<String> DOTENV_OPTIONS = Set.of("path", "quiet", "debug", "encoding", "override");
    private static final int DEEPEST = 50;
    /** What refers twice to what refers twice, and so on, never ends. */
    private static final int MOST_STEPS = 100_000;

    private static final int LONGEST = 1_000_000;
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|[1-9][0-9]{0,14}");
    /** What Prisma 8's configuration files call; Prisma 7's call {@code defineConfig}. */
    private static final String PRISMA8 = "definePrismaConfig";

    private final Path path;
    private final Path workingFolder;
    private final ConfigParser.Parsed parsed;
    private final boolean prisma8;
    /** The first line that may change variables or bindings in a way that is not known; 0 where there is none. */
    private int unsureLine;
    /** The line that throws an error when the file is run; 0 where none does. */
    private int throwLine;
    /** What was unset where it throws. */
    private Set<String> throwsFor = Set.of();
    /** The variables as they were where a constant was made. */
    private final Map<String, Map<String, String>> moments = new HashMap<>();
    /** How many calls were looked into. */
    private int calls;

    private ConfigFile(Path path, Path workingFolder, ConfigParser.Parsed parsed, int unsureLine, boolean prisma8) {
        this.path = path;
        this.workingFolder = workingFolder;
        this.parsed = parsed;
        this.unsureLine = unsureLine;
        this.prisma8 = prisma8;
    }

    /**
     * Reads a file. What is not understood in it is an error only when it is asked for.
     *
     * @throws RefractException when the file can't be read at all
     */
    static ConfigFile read(Path path, Path workingFolder) {
        String text = TextFile.read(path).text();
        try {
            ConfigParser.Parsed parsed = ConfigParser.parse(text);
            boolean prisma8 = parsed.imports().values().stream()
                    .anyMatch(imported -> imported.name().equals(PRISMA8));
            return new ConfigFile(path, workingFolder, parsed, parsed.opaqueLine(), prisma8);
        } catch (ConfigTokens.Unreadable e) {
            return new ConfigFile(path, workingFolder, ConfigParser.Parsed.NOTHING, e.line(), text.contains(PRISMA8));
        }
    }

    Path path() {
        return path;
    }

    /** Whether it is one of Prisma 8's, which says nothing of what Refract runs. */
    boolean isPrisma8() {
        return prisma8;
    }

    Path folder() {
        return Objects.requireNonNull(path.getParent(), "an absolute file lies in a folder");
    }

    /** Loads a file of variables into those that the configuration sees. */
    interface Loader {

        /** @param override whether its values replace those that are set */
        void load(Path file, boolean override);
    }

    /**
     * Goes through the statements in their order, as far as they concern variables.
     *
     * @param environment the variables; what is loaded changes them
     */
    void run(Map<String, String> environment, Loader loader) {
        Run run = new Run(environment, loader);
        parsed.sideEffects().forEach(run::moduleLoaded);
        run.all(parsed.statements());
    }

    private void unsure(int line) {
        unsureLine = unsureLine == 0 ? line : Math.min(unsureLine, line);
    }

    /** One passage through the file. */
    private final class Run {
        private final Map<String, String> environment;
        private final Loader loader;

        Run(Map<String, String> environment, Loader loader) {
            this.environment = environment;
            this.loader = loader;
        }

        void moduleLoaded(String module, int line) {
            if (module.equals("dotenv/config")) {
                loadDefault(false);
            } else {
                unsure(line);
            }
        }

        private void loadDefault(boolean override) {
            loader.load(workingFolder.resolve(environment.getOrDefault("DOTENV_CONFIG_PATH", ".env")), override);
        }

        /** Returns false after a statement that nothing comes after. */
        boolean all(List<Statement> statements) {
            return statements.stream().allMatch(this::goesOnAfter);
        }

        private boolean goesOnAfter(Statement statement) {
            if (statement instanceof Statement.Declare declare) {
                effect(declare.value());
                moments.put(declare.name(), Map.copyOf(environment));
            } else if (statement instanceof Statement.Act act) {
                effect(act.expression());
            } else if (statement instanceof Statement.When when) {
                effect(when.condition());
                Optional<Boolean> truth = truth(when.condition());
                if (truth.isPresent()) {
                    List<Statement> branch = truth.get() ? when.yes() : when.no();
                    if (branch.stream().anyMatch(Statement.Throw.class::isInstance)) {
                        thrown(when);
                        return false;
                    }
                    return all(branch);
                }
                if (!Stream.concat(when.yes().stream(), when.no().stream())
                        .allMatch(each -> each instanceof Statement.Throw || ConfigParser.onlyWrites(each))) {
                    unsure(when.line());
                }
            } else if (statement instanceof Statement.Throw thrown) {
                throwLine = thrown.line();
                return false;
            }
            return true;
        }

        private void thrown(Statement.When when) {
            Set<String> names = new LinkedHashSet<>();
            variables(when.condition(), names, new HashSet<>());
            names.removeIf(name -> !environment.getOrDefault(name, "").isEmpty());
            throwLine = when.line();
            throwsFor = names;
        }

        private Optional<Boolean> truth(Expression condition) {
            try {
                return Optional.of(new Evaluation(environment, "a condition", "", true).truth(condition, 0));
            } catch (RefractException e) {
                return Optional.empty();
            }
        }

        /** What evaluating the expression does besides having a value. */
        private void effect(Expression expression) {
            if (expression instanceof Expression.Unreadable unreadable && unreadable.calls()) {
                unsure(unreadable.line());
            } else if (expression instanceof Expression.And and && mayAct(and.right(), 0)) {
                effect(and.left());
                chosen(and.left(), and.right(), null);
            } else if (expression instanceof Expression.Conditional conditional
                    && (mayAct(conditional.yes(), 0) || mayAct(conditional.no(), 0))) {
                effect(conditional.condition());
                chosen(conditional.condition(), conditional.yes(), conditional.no());
            } else if (expression instanceof Expression.Otherwise otherwise && mayAct(otherwise.right(), 0)) {
                effect(otherwise.left());
                unsure(otherwise.line());
            } else if (expression instanceof Expression.Call call) {
                called(call);
            } else {
                expression.parts().forEach(this::effect);
            }
        }

        private void chosen(Expression condition, Expression yes, @Nullable Expression no) {
            Optional<Boolean> truth = truth(condition);
            if (truth.isEmpty()) {
                unsure(condition.line());
            } else if (truth.get()) {
                effect(yes);
            } else if (no != null) {
                effect(no);
            }
        }

        private void called(Expression.Call call) {
            Optional<String> module = ConfigParser.moduleOf(call);
            if (module.isPresent()) {
                required(module.get(), call.line());
            } else if (loadsEnvFile(call)) {
                loadFiles(call);
            } else {
                if (mayActItself(call, 0)) {
                    unsure(call.line());
                }
                call.parts().forEach(this::effect);
            }
        }

        private void required(String module, int line) {
            if (module.equals("dotenv/config")) {
                loadDefault(false);
            } else if (module.startsWith(".") || module.endsWith("/config") && !CONFIG_MODULES.contains(module)) {
                unsure(line);
            }
        }

        private void loadFiles(Expression.Call call) {
            Expression argument =
                    call.arguments().isEmpty() ? null : call.arguments().get(0);
            if (argument == null) {
                loadDefault(false);
            } else if (argument instanceof Expression.Properties options) {
                loadBy(options);
            } else {
                load(argument, false);
            }
        }

        private void loadBy(Expression.Properties options) {
            Map<String, Expression> named = new HashMap<>();
            for (Expression.Property property : options.properties()) {
                if (property.name() == null || !DOTENV_OPTIONS.contains(property.name())) {
                    unsure(options.line());
                } else {
                    named.put(property.name(), property.value());
                }
            }
            Optional<Boolean> override =
                    named.containsKey("override") ? truth(named.get("override")) : Optional.of(false);
            if (override.isEmpty()) {
                unsure(options.line());
            }
            Expression file = named.get("path");
            if (file == null) {
                loadDefault(override.orElse(false));
            } else if (file instanceof Expression.Items list) {
                list.items().forEach(each -> load(each, override.orElse(false)));
            } else {
                load(file, override.orElse(false));
            }
        }

        private void load(Expression file, boolean override) {
            try {
                new Evaluation(environment, "an environment file's path", "--env-file", true)
                        .text(file, 0)
                        .map(workingFolder::resolve)
                        .ifPresent(found -> loader.load(found, override));
            } catch (RefractException e) {
                unsure(file.line());
            }
        }
    }

    /** Whether evaluating the expression may do more than have a value. */
    private boolean mayAct(Expression expression, int depth) {
        return expression instanceof Expression.Unreadable unreadable && unreadable.calls()
                || expression instanceof Expression.Call call && (loadsEnvFile(call) || mayActItself(call, depth))
                || expression.parts().anyMatch(part -> mayAct(part, depth));
    }

    private boolean mayActItself(Expression.Call call, int depth) {
        if (ConfigParser.moduleOf(call).isPresent()) {
            return true;
        }
        Optional<Expression.Lambda> function = lambda(call.function());
        if (function.isPresent()) {
            calls++;
            return depth > DEEPEST
                    || calls > MOST_STEPS
                    || mayAct(function.get().body(), depth + 1);
        }
        return !isHarmless(call.function());
    }

    private boolean mayAct(List<Statement> statements, int depth) {
        return statements.stream().anyMatch(statement -> {
            if (statement instanceof Statement.Declare declare) {
                return mayAct(declare.value(), depth);
            }
            if (statement instanceof Statement.Act act) {
                return mayAct(act.expression(), depth);
            }
            if (statement instanceof Statement.When when) {
                return mayAct(when.condition(), depth) || mayAct(when.yes(), depth) || mayAct(when.no(), depth);
            }
            if (statement instanceof Statement.Return returned) {
                return mayAct(returned.returned(), depth);
            }
            return statement instanceof Statement.Opaque;
        });
    }

    /** The function of the file's own that the expression is or names. */
    private Optional<Expression.Lambda> lambda(Expression expression) {
        Expression found =
                expression instanceof Expression.Name name ? parsed.bindings().get(name.name()) : expression;
        return found instanceof Expression.Lambda lambda ? Optional.of(lambda) : Optional.empty();
    }

    private boolean isHarmless(Expression function) {
        return isConfigFunction(function, "defineConfig")
                || isConfigFunction(function, "env")
                || pathFunction(function).isPresent()
                || isProcessFunction(function, "cwd")
                || isGlobal(function, GLOBALS)
                || imported(function, URL_MODULES, "fileURLToPath")
                || imported(function, FILE_MODULES, "existsSync")
                || function instanceof Expression.Member member
                        && (member.of() instanceof Expression.Name name
                                        && name.name().equals("console")
                                || TEXT_METHODS.contains(member.name()));
    }

    /**
     * {@code dotenv.config()}, {@code config()}, {@code require('dotenv').config()}, {@code process.loadEnvFile()} or
     * {@code loadEnvFile()}.
     */
    private boolean loadsEnvFile(Expression.Call call) {
        if (imported(call.function(), Set.of("dotenv"), "config")) {
            return true;
        }
        boolean ofRequired = call.function() instanceof Expression.Member member
                && member.name().equals("config")
                && ConfigParser.moduleOf(member.of()).filter("dotenv"::equals).isPresent();
        return ofRequired || isProcessFunction(call.function(), "loadEnvFile");
    }

    private boolean isGlobal(Expression expression, Set<String> names) {
        return expression instanceof Expression.Name name
                && names.contains(name.name())
                && !parsed.bindings().containsKey(name.name())
                && !parsed.imports().containsKey(name.name());
    }

    /**
     * The text at a place such as {@code datasource.url}; empty where the configuration has none, or where all
     * variables it names are unset.
     *
     * @param flag what to pass instead, for the error; empty where there is no such flag
     * @throws RefractException P1012 when the value can't be known without running the file, or {@code env()} names a
     *     variable that is unset
     */
    Optional<String> text(Map<String, String> environment, String flag, String... place) {
        Evaluation evaluation = new Evaluation(environment, String.join(".", place), flag, false);
        return evaluation.at(place).flatMap(found -> evaluation.text(found, 0));
    }

    /** Whether there is something at the place, be it empty. */
    boolean has(Map<String, String> environment, String flag, String... place) {
        return new Evaluation(environment, String.join(".", place), flag, false)
                .at(place)
                .isPresent();
    }

    /** The variables that the value at the place may come from, and its line; for an error about their absence. */
    String source(Map<String, String> environment, String... place) {
        Evaluation evaluation = new Evaluation(environment, String.join(".", place), "", false);
        Expression found = evaluation.at(place).orElseThrow();
        Set<String> names = new LinkedHashSet<>();
        variables(found, names, new HashSet<>());
        String subject = names.stream().anyMatch(UnsetVariable::isUrl)
                ? UnsetVariable.IS_URL
                : names.isEmpty()
                        ? "The value of `" + String.join(".", place) + "` is empty"
                        : names.size() == 1
                                ? "The environment variable " + names.iterator().next() + " is not set"
                                : "None of the environment variables " + String.join(", ", names) + " is set";
        return subject + " (" + place(found.line()) + ")";
    }

    private void variables(Expression expression, Set<String> names, Set<String> seen) {
        variable(expression).ifPresent(names::add);
        if (expression instanceof Expression.Name name
                && parsed.bindings().containsKey(name.name())
                && seen.add(name.name())) {
            variables(parsed.bindings().get(name.name()), names, seen);
        }
        expression.parts().forEach(part -> variables(part, names, seen));
    }

    private String place(int line) {
        return (path.startsWith(workingFolder) ? workingFolder.relativize(path) : path) + " line " + line;
    }

    /** The variable that {@code process.env.X} or {@code env("X")} names. */
    private Optional<String> variable(Expression expression) {
        if (expression instanceof Expression.Member member && isProcessEnv(member.of())) {
            return Optional.of(member.name());
        }
        return expression instanceof Expression.Call call ? strictVariable(call) : Optional.empty();
    }

    private Optional<String> strictVariable(Expression.Call call) {
        return isConfigFunction(call.function(), "env")
                        && call.arguments().size() == 1
                        && call.arguments().get(0) instanceof Expression.Text name
                ? Optional.of(name.value())
                : Optional.empty();
    }

    private boolean isProcess(Expression expression) {
        return expression instanceof Expression.Name name
                && !parsed.bindings().containsKey(name.name())
                && (imported(expression, PROCESS_MODULES, "default")
                        || imported(expression, PROCESS_MODULES, "*")
                        || name.name().equals("process") && !parsed.imports().containsKey("process"));
    }

    private boolean isProcessFunction(Expression function, String name) {
        return imported(function, PROCESS_MODULES, name)
                || function instanceof Expression.Member member && member.name().equals(name) && isProcess(member.of());
    }

    private boolean isProcessEnv(Expression expression) {
        return expression instanceof Expression.Member member && member.name().equals("env") && isProcess(member.of())
                || expression instanceof Expression.Name && imported(expression, PROCESS_MODULES, "env");
    }

    private boolean isConfigFunction(Expression expression, String name) {
        return imported(expression, CONFIG_MODULES, name);
    }

    private Optional<String> pathFunction(Expression function) {
        return Stream.of("join", "resolve", "dirname")
                .filter(name -> imported(function, PATH_MODULES, name))
                .findFirst();
    }

    /**
     * Whether the expression is what the module exports by this name: imported by name, or taken from the module as a
     * whole.
     */
    private boolean imported(Expression expression, Set<String> modules, String name) {
        if (expression instanceof Expression.Name word) {
            ConfigParser.Import from = parsed.imports().get(word.name());
            return from != null
                    && modules.contains(from.module())
                    && from.name().equals(name);
        }
        return expression instanceof Expression.Member member
                && member.name().equals(name)
                && (imported(member.of(), modules, "default")
                        || imported(member.of(), modules, "*")
                        || ConfigParser.moduleOf(member.of())
                                .filter(modules::contains)
                                .isPresent());
    }

    /** One look-up of a value. */
    private final class Evaluation {
        private Map<String, String> environment;
        private final String subject;
        private final String flag;
        private final boolean early;
        /** The names within the function that is being called. */
        private Map<String, Expression> locals = Map.of();

        private int steps;
        /** The last variable that was asked for and had no value. */
        private @Nullable String lastUnset;
        /** Whether a number becomes a text, as it does after one. */
        private boolean numbers;

        /**
         * @param early whether the variables are not all known yet, so that a line that is not understood does not
         *     count
         */
        Evaluation(Map<String, String> environment, String subject, String flag, boolean early) {
            this.environment = environment;
            this.subject = subject;
            this.flag = flag;
            this.early = early;
        }

        Optional<Expression> at(String... place) {
            if (parsed.equals(ConfigParser.Parsed.NOTHING)) {
                throw unreadable(unsureLine, "the file can't be read from there on");
            }
            if (parsed.exported() == null) {
                throw unreadable(1, "the file has no default export that Refract can see");
            }
            Expression here = parsed.exported();
            for (String name : place) {
                Optional<Expression> found = property(here, name, 0);
                if (found.isEmpty()
                        || found.get() instanceof Expression.Name undefined
                                && undefined.name().equals("undefined")) {
                    return Optional.empty();
                }
                here = found.get();
            }
            return Optional.of(here);
        }

        /** The last property of the name counts, and a spread that may have it. */
        private Optional<Expression> property(Expression of, String name, int depth) {
            Expression.Properties object = object(of, depth);
            for (int i = object.properties().size() - 1; i >= 0; i--) {
                Expression.Property property = object.properties().get(i);
                if (name.equals(property.name())) {
                    return Optional.of(property.value());
                }
                if (property.name() == null && mayHave(property.value(), name, depth)) {
                    Optional<Expression> found = spread(property.value(), name, depth);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        }

        /** Whether a spread can bring the property, whatever is true of its conditions. */
        private boolean mayHave(Expression spread, String name, int depth) {
            if (mayAct(spread, 0)) {
                return true;
            }
            if (spread instanceof Expression.And and) {
                return mayHave(and.right(), name, depth);
            }
            if (spread instanceof Expression.Conditional conditional) {
                return mayHave(conditional.yes(), name, depth) || mayHave(conditional.no(), name, depth);
            }
            return !(spread instanceof Expression.Properties object)
                    || object.properties().stream()
                            .anyMatch(each -> each.name() == null
                                    ? mayHave(each.value(), name, depth)
                                    : each.name().equals(name));
        }

        private Optional<Expression> spread(Expression spread, String name, int depth) {
            if (mayAct(spread, 0)) {
                throw unreadable(spread.line(), "what it calls may have any property");
            }
            if (spread instanceof Expression.And and) {
                return truth(and.left(), depth) ? spread(and.right(), name, depth) : Optional.empty();
            }
            if (spread instanceof Expression.Conditional conditional) {
                boolean yes = truth(conditional.condition(), depth);
                return spread(yes ? conditional.yes() : conditional.no(), name, depth);
            }
            boolean known = spread instanceof Expression.Properties
                    || spread instanceof Expression.Name binding
                            && parsed.bindings().containsKey(binding.name());
            if (!known) {
                throw unreadable(spread.line(), "it may hold any property");
            }
            return property(spread, name, depth);
        }

        private Expression.Properties object(Expression expression, int depth) {
            if (expression instanceof Expression.Properties object) {
                return object;
            }
            if (expression instanceof Expression.Name name
                    && parsed.bindings().containsKey(name.name())
                    && depth < DEEPEST) {
                mustBeSure();
                return object(parsed.bindings().get(name.name()), depth + 1);
            }
            if (expression instanceof Expression.Call call
                    && isConfigFunction(call.function(), "defineConfig")
                    && call.arguments().size() == 1) {
                return object(call.arguments().get(0), depth);
            }
            if (expression instanceof Expression.Conditional conditional) {
                boolean yes = truth(conditional.condition(), depth);
                return object(yes ? conditional.yes() : conditional.no(), depth);
            }
            throw unreadable(expression.line(), "an object is expected there");
        }

        Optional<String> text(Expression expression, int depth) {
            steps++;
            if (steps > MOST_STEPS) {
                throw unreadable(expression.line(), "it never comes to an end");
            }
            if (expression instanceof Expression.Text text) {
                return Optional.of(text.value());
            }
            if (numbers
                    && expression instanceof Expression.Plain plain
                    && WHOLE_NUMBER.matcher(plain.text()).matches()) {
                return Optional.of(plain.text());
            }
            if (expression instanceof Expression.Name name) {
                return named(name, depth);
            }
            if (expression instanceof Expression.Otherwise otherwise) {
                Optional<String> left = text(otherwise.left(), depth);
                boolean taken = left.isPresent()
                        && !(otherwise.alsoIfEmpty() && left.get().isEmpty());
                return taken ? left : text(otherwise.right(), depth);
            }
            if (expression instanceof Expression.Conditional conditional) {
                boolean yes = truth(conditional.condition(), depth);
                return text(yes ? conditional.yes() : conditional.no(), depth);
            }
            if (expression instanceof Expression.And and) {
                return truth(and.left(), depth) ? text(and.right(), depth) : Optional.empty();
            }
            if (expression instanceof Expression.Joined joined) {
                return Optional.of(joined(joined, depth));
            }
            if (expression instanceof Expression.Member && variable(expression).isPresent()) {
                mustBeSure();
                return variable(expression).map(this::value);
            }
            if (expression instanceof Expression.Index index) {
                Optional<String> key = text(index.key(), depth);
                return text(
                        new Expression.Member(
                                index.of(),
                                key.orElseThrow(() -> unreadable(index.line(), "what is in brackets is not set")),
                                index.line()),
                        depth);
            }
            if (expression instanceof Expression.Call call) {
                return called(call, depth);
            }
            return folder(expression)
                    .map(Path::toString)
                    .or(() -> expression instanceof Expression.Member member
                            ? member(member, depth)
                            : unknown(expression));
        }

        private @Nullable String value(String variable) {
            String value = environment.get(variable);
            if (value == null || value.isEmpty()) {
                lastUnset = variable;
            }
            return value;
        }

        private Optional<String> unknown(Expression expression) {
            throw unreadable(expression.line(), "it is more than a literal or a variable");
        }

        private Optional<String> member(Expression.Member member, int depth) {
            Expression.Properties object;
            try {
                object = object(member.of(), depth);
            } catch (RefractException e) {
                return unknown(member);
            }
            return property(object, member.name(), depth).flatMap(value -> text(value, depth));
        }

        /** JavaScript would write `undefined` where a variable is not set: that is no value that anybody wants. */
        private String joined(Expression.Joined joined, int depth) {
            StringBuilder whole = new StringBuilder();
            boolean outer = numbers;
            numbers = false;
            for (Expression piece : joined.pieces()) {
                whole.append(text(piece, depth).orElseThrow(() -> unset(piece)));
                if (whole.length() > LONGEST) {
                    throw unreadable(piece.line(), "it is too long");
                }
                numbers = true;
            }
            numbers = outer;
            return whole.toString();
        }

        private RefractException unset(Expression piece) {
            Set<String> names = new LinkedHashSet<>();
            variables(piece, names, new HashSet<>());
            return names.isEmpty()
                    ? unreadable(piece.line(), "a part of it is not set")
                    : UnsetVariable.error(names.iterator().next(), false, place(piece.line()), next());
        }

        private String next() {
            return "Set it, or name the file that sets it by --env-file"
                    + (flag.isEmpty() ? "." : ", or pass " + flag + ".");
        }

        /** Whether JavaScript takes the value for true. */
        boolean truth(Expression expression, int depth) {
            steps++;
            if (steps > MOST_STEPS) {
                throw unreadable(expression.line(), "it never comes to an end");
            }
            if (expression instanceof Expression.Not not) {
                return !truth(not.value(), depth);
            }
            if (expression instanceof Expression.And and) {
                return truth(and.left(), depth) && truth(and.right(), depth);
            }
            if (expression instanceof Expression.Otherwise otherwise && otherwise.alsoIfEmpty()) {
                return truth(otherwise.left(), depth) || truth(otherwise.right(), depth);
            }
            if (expression instanceof Expression.Same same) {
                if (isNull(same.left()) || isNull(same.right())) {
                    throw unreadable(same.line(), "it compares with null");
                }
                return same.same() == text(same.left(), depth).equals(text(same.right(), depth));
            }
            if (expression instanceof Expression.Plain plain
                    && (plain.text().equals("true") || plain.text().equals("false"))) {
                return plain.text().equals("true");
            }
            if (expression instanceof Expression.Conditional conditional) {
                boolean yes = truth(conditional.condition(), depth);
                return truth(yes ? conditional.yes() : conditional.no(), depth);
            }
            if (expression instanceof Expression.Call call
                    && isGlobal(call.function(), Set.of("Boolean"))
                    && call.arguments().size() == 1) {
                return truth(call.arguments().get(0), depth);
            }
            if (expression instanceof Expression.Call call
                    && imported(call.function(), FILE_MODULES, "existsSync")
                    && call.arguments().size() == 1) {
                return text(call.arguments().get(0), depth)
                        .map(workingFolder::resolve)
                        .filter(Files::exists)
                        .isPresent();
            }
            if (expression instanceof Expression.Name name && depth < DEEPEST) {
                Expression local = locals.get(name.name());
                if (local != null) {
                    return truth(local, depth + 1);
                }
                if (parsed.bindings().containsKey(name.name())) {
                    return bound(name, bound -> truth(bound, depth + 1));
                }
            }
            return text(expression, depth).filter(text -> !text.isEmpty()).isPresent();
        }

        private static boolean isNull(Expression expression) {
            return expression instanceof Expression.Name name && name.name().equals("null");
        }

        private Optional<String> named(Expression.Name name, int depth) {
            Expression local = locals.get(name.name());
            if (local != null && depth < DEEPEST) {
                return text(local, depth + 1);
            }
            boolean isBound = parsed.bindings().containsKey(name.name());
            if (isBound && depth < DEEPEST) {
                return bound(name, bound -> text(bound, depth + 1));
            }
            if (!isBound && (name.name().equals("undefined") || name.name().equals("null"))) {
                return Optional.empty();
            }
            return Optional.of(folder(name)
                    .orElseThrow(() -> unreadable(name.line(), "`" + name.name() + "` is not known"))
                    .toString());
        }

        /** Looks at a constant's value where it was made: out of a function, and with the variables of then. */
        private <T> T bound(Expression.Name name, Function<Expression, T> use) {
            mustBeSure();
            Map<String, Expression> inner = locals;
            Map<String, String> now = environment;
            locals = Map.of();
            environment = moments.getOrDefault(name.name(), now);
            try {
                return use.apply(Objects.requireNonNull(parsed.bindings().get(name.name()), "it is bound"));
            } finally {
                locals = inner;
                environment = now;
            }
        }

        private Optional<String> called(Expression.Call call, int depth) {
            Optional<String> variable = strictVariable(call);
            if (variable.isPresent()) {
                mustBeSure();
                return Optional.of(Optional.ofNullable(environment.get(variable.get()))
                        .orElseThrow(() -> UnsetVariable.error(variable.get(), false, place(call.line()), next())));
            }
            Optional<Expression.Lambda> function = lambda(call.function());
            if (function.isPresent() && depth < DEEPEST) {
                mustBeSure();
                return applied(call, function.get(), depth + 1);
            }
            if (call.arguments().size() == 1) {
                Expression argument = call.arguments().get(0);
                if (isGlobal(call.function(), Set.of("encodeURIComponent"))) {
                    return Optional.of(encoded(text(argument, depth).orElseThrow(() -> unset(argument))));
                }
                if (isGlobal(call.function(), Set.of("String"))) {
                    return Optional.of(text(argument, depth).orElseThrow(() -> unset(argument)));
                }
                if (imported(call.function(), URL_MODULES, "fileURLToPath") && isMeta(argument, "url")) {
                    return Optional.of(path.toString());
                }
            }
            return Optional.of(pathFunction(call.function())
                    .map(name -> path(name, call, depth))
                    .or(() -> folder(call).map(Path::toString))
                    .orElseThrow(() -> unreadable(call.line(), "it calls a function")));
        }

        /** Calls a function of the file's own, which does nothing but have a value. */
        private Optional<String> applied(Expression.Call call, Expression.Lambda function, int depth) {
            if (mayAct(function.body(), 0)) {
                throw unreadable(call.line(), "it calls a function");
            }
            Map<String, Expression> given = new HashMap<>();
            for (int i = 0; i < function.parameters().size(); i++) {
                Expression.Parameter parameter = function.parameters().get(i);
                Expression argument =
                        i < call.arguments().size() ? call.arguments().get(i) : parameter.otherwise();
                mustBeFree(parameter.name(), call.line());
                given.put(parameter.name(), argument == null ? undefined(call.line()) : known(argument, depth));
            }
            Map<String, Expression> outer = locals;
            locals = given;
            lastUnset = null;
            try {
                return returned(function.body(), given, call.line(), depth).flatMap(value -> text(value, depth));
            } finally {
                locals = outer;
            }
        }

        /** A name within a function that hides something else's is not followed. */
        private void mustBeFree(String name, int line) {
            if (parsed.imports().containsKey(name)
                    || GLOBALS.contains(name)
                    || name.equals("process")
                    || parsed.bindings().containsKey(name)
                            && !(parsed.bindings().get(name) instanceof Expression.Text)) {
                throw unreadable(line, "it calls a function");
            }
        }

        /** A value that no longer depends on where it stands. */
        private Expression known(Expression value, int depth) {
            return text(value, depth)
                    .<Expression>map(text -> new Expression.Text(text, value.line()))
                    .orElseGet(() -> undefined(value.line()));
        }

        private static Expression undefined(int line) {
            return new Expression.Name("undefined", line);
        }

        /** What the statements return; empty where they end without. */
        private Optional<Expression> returned(
                List<Statement> body, Map<String, Expression> names, int called, int depth) {
            for (Statement statement : body) {
                if (statement instanceof Statement.Declare declare) {
                    mustBeFree(declare.name(), called);
                    names.put(declare.name(), known(declare.value(), depth));
                } else if (statement instanceof Statement.When when) {
                    List<Statement> branch = truth(when.condition(), depth) ? when.yes() : when.no();
                    if (branch.stream().anyMatch(Statement.Throw.class::isInstance)) {
                        throw thrown(lastUnset == null ? Set.of() : Set.of(lastUnset), when.line());
                    }
                    Optional<Expression> found = returned(branch, names, called, depth);
                    if (found.isPresent()) {
                        return found;
                    }
                } else if (statement instanceof Statement.Return returned) {
                    return Optional.of(known(returned.returned(), depth));
                } else if (statement instanceof Statement.Throw thrown) {
                    throw thrown(Set.of(), thrown.line());
                }
            }
            return Optional.empty();
        }

        private String path(String function, Expression.Call call, int depth) {
            Path result = Path.of("");
            for (Expression part : call.arguments()) {
                String text =
                        text(part, depth).orElseThrow(() -> unreadable(part.line(), "a part of the path is not set"));
                try {
                    result = function.equals("join") && !result.toString().isEmpty()
                            ? Path.of(result.toString(), text)
                            : result.resolve(text);
                } catch (InvalidPathException e) {
                    throw unreadable(part.line(), "it is no path on this system");
                }
            }
            if (function.equals("dirname")) {
                return Objects.requireNonNullElse(result.getParent(), Path.of("."))
                        .toString();
            }
            return (function.equals("resolve") ? workingFolder.resolve(result) : result)
                    .normalize()
                    .toString();
        }

        /** {@code __dirname}, {@code import.meta.dirname} or {@code process.cwd()}, and the file's own name. */
        private Optional<Path> folder(Expression expression) {
            if (isGlobal(expression, Set.of("__dirname")) || isMeta(expression, "dirname")) {
                return Optional.of(ConfigFile.this.folder());
            }
            if (isGlobal(expression, Set.of("__filename")) || isMeta(expression, "filename")) {
                return Optional.of(path);
            }
            boolean cwd = expression instanceof Expression.Call call
                    && call.arguments().isEmpty()
                    && isProcessFunction(call.function(), "cwd");
            return cwd ? Optional.of(workingFolder) : Optional.empty();
        }

        /** Whether it is this of {@code import.meta}. */
        private static boolean isMeta(Expression expression, String name) {
            return expression instanceof Expression.Member member
                    && member.name().equals(name)
                    && member.of() instanceof Expression.Member meta
                    && meta.name().equals("meta")
                    && meta.of() instanceof Expression.Name keyword
                    && keyword.name().equals("import");
        }

        private static String encoded(String text) {
            StringBuilder encoded = new StringBuilder();
            for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
                if (each > 0 && ("-_.!~*'()".indexOf(each) >= 0 || Character.isLetterOrDigit(each))) {
                    encoded.append((char) each);
                } else {
                    encoded.append(String.format("%%%02X", each & 0xff));
                }
            }
            return encoded.toString();
        }

        private void mustBeSure() {
            if (early) {
                return;
            }
            if (unsureLine != 0) {
                throw new RefractException(
                        Code.P1012,
                        unknown(unsureLine, "what runs there may change it"),
                        (flag.isEmpty() ? "Let" : "Pass " + flag + ", or let")
                                + " the file load its variables by import \"dotenv/config\", dotenv.config(…) or "
                                + "process.loadEnvFile(…).");
            }
            if (throwLine != 0) {
                throw thrown(throwsFor, throwLine);
            }
        }

        /** As Prisma, which then can't load the file. */
        private RefractException thrown(Set<String> unset, int line) {
            return unset.isEmpty()
                    ? unreadable(line, "the file throws an error there")
                    : UnsetVariable.error(unset.iterator().next(), false, place(line), next());
        }

        private String unknown(int line, String why) {
            return "The value of " + (subject.contains(" ") ? subject : "`" + subject + "`") + " can't be read from "
                    + place(line) + ": " + why + ". Refract reads the configuration without running it.";
        }

        private RefractException unreadable(int line, String why) {
            return new RefractException(
                    Code.P1012,
                    unknown(line, why),
                    (flag.isEmpty() ? "Write" : "Pass " + flag + ", or write")
                            + " the value there as a literal, env(\"NAME\") or process.env.NAME.");
        }
    }
}
