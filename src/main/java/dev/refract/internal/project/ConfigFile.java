package dev.refract.internal.project;

import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A {@code prisma.config.*} file, read without running it. A value is either certain or an error that names the line:
 * it is never guessed. A part that nobody asks for may hold anything.
 */
final class ConfigFile {

    private static final Set<String> CONFIG_MODULES = Set.of("prisma/config", "@prisma/config");
    private static final Set<String> PATH_MODULES = Set.of("path", "node:path", "path/posix", "node:path/posix");
    private static final Set<String> PROCESS_MODULES = Set.of("process", "node:process");
    private static final int DEEPEST = 50;
    /** What Prisma 8's configuration files call; Prisma 7's call {@code defineConfig}. */
    private static final String PRISMA8 = "definePrismaConfig";

    private final Path path;
    private final Path workingFolder;
    private final ConfigParser.Parsed parsed;
    private final List<Expression> envFiles = new ArrayList<>();
    private boolean loadsDefaultEnvFile;
    private final boolean prisma8;
    /** The first line that may change variables or bindings in a way that is not known; 0 where there is none. */
    private int unsureLine;

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
            ConfigFile file = new ConfigFile(path, workingFolder, parsed, parsed.opaqueLine(), prisma8);
            file.findEffects();
            return file;
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

    private void findEffects() {
        parsed.sideEffects().forEach(this::moduleLoaded);
        parsed.bindings().values().forEach(this::effect);
        parsed.actions().forEach(this::effect);
    }

    private void moduleLoaded(String module, int line) {
        if (module.equals("dotenv/config")) {
            loadsDefaultEnvFile = true;
        } else {
            unsure(line);
        }
    }

    private void unsure(int line) {
        unsureLine = unsureLine == 0 ? line : Math.min(unsureLine, line);
    }

    /** What evaluating the expression does besides having a value. */
    private void effect(Expression expression) {
        if (expression instanceof Expression.Unreadable unreadable && unreadable.calls()) {
            unsure(unreadable.line());
            return;
        }
        if (expression instanceof Expression.Call call) {
            if (ConfigParser.moduleOf(call).isPresent()) {
                required(ConfigParser.moduleOf(call).get(), call.line());
                return;
            }
            if (loadsEnvFile(call)) {
                addEnvFile(call);
                return;
            }
            if (!isHarmless(call.function())) {
                unsure(call.line());
            }
        }
        expression.parts().forEach(this::effect);
    }

    private void required(String module, int line) {
        if (module.equals("dotenv/config")) {
            loadsDefaultEnvFile = true;
        } else if (module.startsWith(".")) {
            unsure(line);
        }
    }

    private boolean isHarmless(Expression function) {
        return isConfigFunction(function, "defineConfig")
                || isConfigFunction(function, "env")
                || pathFunction(function).isPresent()
                || isProcessFunction(function, "cwd")
                || function instanceof Expression.Member member
                        && member.of() instanceof Expression.Name name
                        && name.name().equals("console");
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

    private void addEnvFile(Expression.Call call) {
        if (call.arguments().isEmpty()) {
            loadsDefaultEnvFile = true;
            return;
        }
        Expression argument = call.arguments().get(0);
        if (argument instanceof Expression.Properties options) {
            boolean known = options.dynamicLine() == 0
                    && Set.of("path", "quiet", "debug", "encoding")
                            .containsAll(options.properties().keySet());
            if (!known) {
                unsure(call.line());
            }
            Expression file = options.properties().get("path");
            if (file == null) {
                loadsDefaultEnvFile = true;
            } else {
                envFiles.addAll(file instanceof Expression.Items list ? list.items() : List.of(file));
            }
        } else {
            envFiles.add(argument);
        }
    }

    /**
     * The files of variables that the configuration loads, in their order; they need not exist.
     *
     * @param real the real environment
     */
    List<Path> envFiles(Map<String, String> real) {
        Set<Path> files = new LinkedHashSet<>();
        if (loadsDefaultEnvFile) {
            files.add(workingFolder.resolve(real.getOrDefault("DOTENV_CONFIG_PATH", ".env")));
        }
        for (Expression file : envFiles) {
            try {
                new Evaluation(real, "an environment file's path", "--env-file", true)
                        .text(file, 0)
                        .map(workingFolder::resolve)
                        .ifPresent(files::add);
            } catch (RefractException e) {
                unsure(file.line());
            }
        }
        return List.copyOf(files);
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
    boolean has(String flag, String... place) {
        return new Evaluation(Map.of(), String.join(".", place), flag, false)
                .at(place)
                .isPresent();
    }

    /** The variables that the value at the place may come from, and its line; for an error about their absence. */
    String source(String... place) {
        Evaluation evaluation = new Evaluation(Map.of(), String.join(".", place), "", false);
        Expression found = evaluation.at(place).orElseThrow();
        Set<String> names = new LinkedHashSet<>();
        variables(found, names, 0);
        String subject = names.stream().anyMatch(UnsetVariable::isUrl)
                ? UnsetVariable.IS_URL
                : names.isEmpty()
                        ? "The value of `" + String.join(".", place) + "` is empty"
                        : names.size() == 1
                                ? "The environment variable " + names.iterator().next() + " is not set"
                                : "None of the environment variables " + String.join(", ", names) + " is set";
        return subject + " (" + place(found.line()) + ")";
    }

    private void variables(Expression expression, Set<String> names, int depth) {
        variable(expression).ifPresent(names::add);
        if (expression instanceof Expression.Name name
                && parsed.bindings().containsKey(name.name())
                && depth < DEEPEST) {
            variables(parsed.bindings().get(name.name()), names, depth + 1);
        }
        expression.parts().forEach(part -> variables(part, names, depth));
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
        return Stream.of("join", "resolve")
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
                && (imported(member.of(), modules, "default") || imported(member.of(), modules, "*"));
    }

    /** One look-up of a value. */
    private final class Evaluation {
        private final Map<String, String> environment;
        private final String subject;
        private final String flag;
        private final boolean early;

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
                Expression.Properties object = object(here, 0);
                if (object.dynamicLine() != 0) {
                    throw unreadable(object.dynamicLine(), "it may hold any property");
                }
                here = object.properties().get(name);
                if (here == null
                        || here instanceof Expression.Name undefined
                                && undefined.name().equals("undefined")) {
                    return Optional.empty();
                }
            }
            return Optional.of(here);
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
            throw unreadable(expression.line(), "an object is expected there");
        }

        Optional<String> text(Expression expression, int depth) {
            if (expression instanceof Expression.Text text) {
                return Optional.of(text.value());
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
            if (expression instanceof Expression.Member && variable(expression).isPresent()) {
                mustBeSure();
                return variable(expression).map(environment::get);
            }
            if (expression instanceof Expression.Call call) {
                return called(call, depth);
            }
            return folder(expression).map(Path::toString).or(() -> {
                throw unreadable(expression.line(), "it is more than a literal or a variable");
            });
        }

        private Optional<String> named(Expression.Name name, int depth) {
            Expression bound = parsed.bindings().get(name.name());
            if (bound != null && depth < DEEPEST) {
                mustBeSure();
                return text(bound, depth + 1);
            }
            if (bound == null && (name.name().equals("undefined") || name.name().equals("null"))) {
                return Optional.empty();
            }
            return Optional.of(folder(name)
                    .orElseThrow(() -> unreadable(name.line(), "`" + name.name() + "` is not known"))
                    .toString());
        }

        private Optional<String> called(Expression.Call call, int depth) {
            Optional<String> variable = strictVariable(call);
            if (variable.isPresent()) {
                mustBeSure();
                return Optional.of(Optional.ofNullable(environment.get(variable.get()))
                        .orElseThrow(() -> UnsetVariable.error(
                                variable.get(),
                                false,
                                place(call.line()),
                                "Set it, or name the file that sets it by --env-file"
                                        + (flag.isEmpty() ? "." : ", or pass " + flag + "."))));
            }
            return Optional.of(pathFunction(call.function())
                    .map(name -> path(name, call, depth))
                    .or(() -> folder(call).map(Path::toString))
                    .orElseThrow(() -> unreadable(call.line(), "it calls a function")));
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
            return (function.equals("resolve") ? workingFolder.resolve(result) : result)
                    .normalize()
                    .toString();
        }

        /** {@code __dirname}, {@code import.meta.dirname} or {@code process.cwd()}. */
        private Optional<Path> folder(Expression expression) {
            boolean dirname =
                    expression instanceof Expression.Name name && name.name().equals("__dirname")
                            || expression instanceof Expression.Member member
                                    && member.name().equals("dirname")
                                    && member.of() instanceof Expression.Member meta
                                    && meta.name().equals("meta")
                                    && meta.of() instanceof Expression.Name keyword
                                    && keyword.name().equals("import");
            boolean cwd = expression instanceof Expression.Call call
                    && call.arguments().isEmpty()
                    && isProcessFunction(call.function(), "cwd");
            return dirname
                    ? Optional.of(ConfigFile.this.folder())
                    : cwd ? Optional.of(workingFolder) : Optional.empty();
        }

        private void mustBeSure() {
            if (unsureLine != 0 && !early) {
                throw unreadable(unsureLine, "what runs there may change it");
            }
        }

        private RefractException unreadable(int line, String why) {
            return new RefractException(
                    Code.P1012,
                    "The value of " + (subject.contains(" ") ? subject : "`" + subject + "`") + " can't be read from "
                            + place(line) + ": " + why + ". Refract reads the configuration without running it.",
                    (flag.isEmpty() ? "Write" : "Pass " + flag + ", or write")
                            + " the value there as a literal, env(\"NAME\") or process.env.NAME.");
        }
    }
}
