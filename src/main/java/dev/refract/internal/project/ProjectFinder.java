package dev.refract.internal.project;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for a project's parts in the order that Prisma does. */
final class ProjectFinder {

    private static final List<String> EXTENSIONS = List.of("js", "ts", "mjs", "cjs", "mts", "cts");

    private static final String URL = "REFRACT_URL";
    private static final String SCHEMA = "REFRACT_SCHEMA";

    private final ProjectOptions options;
    private final Path folder;
    private final Map<String, String> environment;
    private final List<String> warnings = new ArrayList<>();
    private final List<Path> searched = new ArrayList<>();
    /** A configuration file of Prisma 8's, which is in the place of one. */
    private Optional<Path> prisma8 = Optional.empty();

    ProjectFinder(ProjectOptions options) {
        this.options = options;
        this.folder = options.workingFolder();
        this.environment = new HashMap<>(options.environment());
    }

    Project find() {
        Optional<ConfigFile> found = config();
        prisma8 = found.filter(ConfigFile::isPrisma8).map(ConfigFile::path);
        Optional<ConfigFile> config = prisma8.isPresent() ? first("prisma7.config.") : found;
        config.or(() -> found).ifPresent(this::loadConfigured);
        if (prisma8.isPresent() && config.isEmpty()) {
            warnings.add(
                    shown(prisma8.get()) + " configures Prisma 8, so Refract takes only the variables from it: it "
                            + "runs the history that Prisma 7 left, from the schema, or from what --url and --migrations name.");
        }
        Optional<Path> schemaPath = schema(config);
        if (found.isEmpty()) {
            loadBeside(schemaPath);
        }
        Optional<SchemaReader.Block> block = schemaPath.map(this::datasource);
        Optional<Dialect> provider = block.map(this::provider);
        return new Project(
                folder,
                block.map(each -> each.file().path()),
                config.map(ConfigFile::path),
                provider,
                schemas(block, provider),
                environment,
                () -> migrations(config, block),
                () -> checked(url(config, block), provider),
                () -> shadow(config, block).map(url -> checked(url, provider)),
                () -> seed(config),
                warnings);
    }

    // Configuration file

    private Optional<ConfigFile> config() {
        if (options.config().isPresent()) {
            Path named = folder.resolve(options.config().get()).normalize();
            if (!Files.isRegularFile(named)) {
                throw missing("The configuration file " + named + " does not exist.", "Correct --config.");
            }
            return Optional.of(ConfigFile.read(named, folder));
        }
        return first("prisma.config.", ".config/prisma.");
    }

    /** Prisma 8 renames Prisma 7's file to {@code prisma7.config.ts} and puts its own in the place. */
    private Optional<ConfigFile> first(String... names) {
        return Stream.of(names)
                .flatMap(start -> EXTENSIONS.stream().map(extension -> folder.resolve(start + extension)))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> ConfigFile.read(file, folder));
    }

    // Files of variables

    private void loadConfigured(ConfigFile config) {
        boolean loads = options.envFile().isEmpty() && !options.noEnvFile();
        if (options.envFile().isPresent()) {
            loadNamed();
        }
        config.run(environment, (file, override) -> {
            if (loads && Files.isRegularFile(file)) {
                load(file, override);
            }
        });
    }

    /**
     * Prisma up to 6, without a configuration file: the one beside package.json, the working folder's, the one beside
     * the schema (or its folder), the one in {@code prisma}. Prisma does not read one in the schema's folder; it is
     * read last.
     */
    private void loadBeside(Optional<Path> schema) {
        if (options.envFile().isPresent()) {
            loadNamed();
        } else if (!options.noEnvFile()) {
            Stream.of(
                            PackageJson.nearestFile(folder).map(Path::getParent),
                            Optional.of(folder),
                            schema.map(Path::getParent),
                            Optional.of(folder.resolve("prisma")),
                            schema.filter(Files::isDirectory))
                    .flatMap(Optional::stream)
                    .map(place -> place.resolve(".env"))
                    .distinct()
                    .filter(Files::isRegularFile)
                    .forEach(file -> load(file, false));
        }
    }

    private void loadNamed() {
        Path named = folder.resolve(options.envFile().orElseThrow()).normalize();
        if (!Files.isRegularFile(named)) {
            throw missing("The file " + named + " does not exist.", "Correct --env-file.");
        }
        load(named, false);
    }

    private void load(Path file, boolean override) {
        Map<String, String> values = Dotenv.parse(TextFile.read(file), override ? Map.of() : Map.copyOf(environment));
        if (override) {
            environment.putAll(values);
        } else {
            values.forEach(environment::putIfAbsent);
        }
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    private boolean named(String variable, Optional<?> option) {
        return option.isPresent() || variable(variable).isPresent();
    }

    // Schema

    private Optional<Path> schema(Optional<ConfigFile> config) {
        if (options.schema().isPresent()) {
            return Optional.of(
                    existing(folder.resolve(options.schema().get()), "--schema names it", "Correct --schema."));
        }
        Optional<String> variable = variable(SCHEMA);
        if (variable.isPresent()) {
            return Optional.of(existing(
                    folder.resolve(variable.get()), "the variable " + SCHEMA + " names it", "Correct " + SCHEMA + "."));
        }
        Optional<Path> configured = config.flatMap(this::configuredSchema);
        if (configured.isPresent()) {
            return Optional.of(existing(
                    configured.get(), config.get().path() + " names it", "Correct `schema` there, or pass --schema."));
        }
        Optional<PackageJson> packageJson = PackageJson.nearest(folder);
        Optional<Path> packaged = packageJson.flatMap(
                file -> file.schema().map(schema -> file.path().resolveSibling(schema)));
        if (packaged.isPresent()) {
            return Optional.of(existing(
                    packaged.get(),
                    packageJson.get().path() + " names it",
                    "Correct `prisma.schema` there, or pass --schema."));
        }
        return Stream.of("prisma/schema.prisma", "schema.prisma")
                .map(folder::resolve)
                .peek(searched::add)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private Optional<Path> configuredSchema(ConfigFile config) {
        try {
            return config.text(environment, "--schema", "schema")
                    .filter(text -> !text.isEmpty())
                    .map(text -> config.folder().resolve(text));
        } catch (RefractException e) {
            if (named(URL, options.url()) && named(Project.MIGRATIONS, options.migrations())) {
                warnings.add(e.what());
                return Optional.empty();
            }
            throw e;
        }
    }

    private Path existing(Path path, String why, String next) {
        Path normal = path.normalize();
        if (!Files.exists(normal)) {
            throw missing("The schema " + normal + " does not exist; " + why + ".", next);
        }
        return normal;
    }

    private SchemaReader.Block datasource(Path schema) {
        List<SchemaReader.Block> blocks = schemaFiles(schema).stream()
                .flatMap(file -> SchemaReader.datasources(TextFile.read(file)).stream())
                .toList();
        if (blocks.isEmpty()) {
            throw missing(
                    "There is no datasource block in " + schema
                            + (Files.isDirectory(schema) ? " and the folders in it." : "."),
                    "Add one, or name the file or folder that has it by --schema.");
        }
        if (blocks.size() > 1) {
            String where = String.join(
                    ", ",
                    blocks.stream()
                            .map(block -> shown(block.file().path()) + " line " + block.line())
                            .toList());
            throw missing(
                    "There are " + blocks.size() + " datasource blocks (" + where + "); a project has one.",
                    "Remove all but one.");
        }
        return blocks.get(0);
    }

    private static List<Path> schemaFiles(Path schema) {
        if (!Files.isDirectory(schema)) {
            return List.of(schema);
        }
        try (Stream<Path> files = Files.walk(schema)) {
            return files.filter(file -> file.toString().endsWith(".prisma") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new RefractException(
                    Code.P1012,
                    "The folder " + schema + " can't be read.",
                    "Check that this user may read it and what is in it.",
                    e);
        }
    }

    private Dialect provider(SchemaReader.Block block) {
        SchemaReader.Value value = block.values().get("provider");
        if (!(value instanceof SchemaReader.Value.Text text)) {
            throw missing(
                    "The datasource block (" + shown(block.file().path()) + " line "
                            + (value == null ? block.line() : value.line())
                            + ") needs a provider, written as a string.",
                    "Write provider = \"postgresql\", \"mysql\" or \"sqlite\".");
        }
        return Dialect.ofProvider(text.text())
                .orElseThrow(() -> missing(
                        "The provider \"" + text.text() + "\" ("
                                + shown(block.file().path()) + " line " + text.line() + ") is not supported.",
                        "Refract runs migrations on PostgreSQL (\"postgresql\"), MySQL and MariaDB "
                                + "(\"mysql\") and SQLite (\"sqlite\")."));
    }

    private static List<String> schemas(Optional<SchemaReader.Block> block, Optional<Dialect> provider) {
        return provider.filter(Dialect.POSTGRESQL::equals)
                .flatMap(postgres -> block)
                .map(each -> each.values().get("schemas"))
                .map(value -> value instanceof SchemaReader.Value.Texts list ? list.texts() : List.<String>of())
                .orElse(List.of());
    }

    // Migrations

    private Path migrations(Optional<ConfigFile> config, Optional<SchemaReader.Block> block) {
        if (options.migrations().isPresent()) {
            return folder.resolve(options.migrations().get()).normalize();
        }
        Optional<String> variable = variable(Project.MIGRATIONS);
        if (variable.isPresent()) {
            return folder.resolve(variable.get()).normalize();
        }
        Optional<Path> configured = config.flatMap(
                file -> configured(file, "--migrations", "migrations", "path").map(file.folder()::resolve));
        return configured
                .or(() -> block.map(each -> each.file().path().resolveSibling("migrations")))
                .map(Path::normalize)
                .orElseThrow(() -> noSchema("where the migrations are", "--migrations"));
    }

    private Optional<String> configured(ConfigFile config, String flag, String outer, String inner) {
        return config.has(environment, flag, outer)
                ? config.text(environment, flag, outer, inner).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    // URLs

    private DatabaseUrl url(Optional<ConfigFile> config, Optional<SchemaReader.Block> block) {
        if (options.url().isPresent()) {
            return DatabaseUrl.parse(options.url().get(), folder);
        }
        Optional<String> variable = variable(URL);
        if (variable.isPresent()) {
            return DatabaseUrl.parse(variable.get(), folder);
        }
        if (config.isPresent()
                && config.get().has(environment, "--url", "datasource")
                && config.get().has(environment, "--url", "datasource", "url")) {
            ConfigFile file = config.get();
            String text = configured(file, "--url", "datasource", "directUrl") // Prisma 6's, where url is a pooler's
                    .or(() -> configured(file, "--url", "datasource", "url"))
                    .orElseThrow(() -> missing(
                            file.source(environment, "datasource", "url") + ".",
                            "Set it, or name the file that sets it by --env-file, or pass --url."));
            return DatabaseUrl.parse(text, file.folder());
        }
        if (block.isEmpty() && prisma8.isEmpty() && variable("DATABASE_URL").isPresent()) {
            return DatabaseUrl.parse(variable("DATABASE_URL").get(), folder);
        }
        SchemaReader.Block datasource =
                block.orElseThrow(() -> noSchema("which database to migrate", "--url, or set DATABASE_URL"));
        String name = datasource.values().containsKey("directUrl") ? "directUrl" : "url";
        if (!datasource.values().containsKey(name)) {
            throw missing(
                    "The datasource block (" + shown(datasource.file().path()) + " line " + datasource.line()
                            + ") has no url"
                            + config.map(file -> ", and " + shown(file.path()) + " has no datasource.url.")
                                    .or(() -> prisma8.map(file -> ", and " + shown(file) + " configures Prisma 8."))
                                    .orElse(", and there is no configuration file."),
                    "Write datasource: { url: env(\"DATABASE_URL\") } in prisma.config.ts, or pass --url.");
        }
        return DatabaseUrl.parse(text(datasource, name), datasource.file().folder());
    }

    private Optional<DatabaseUrl> shadow(Optional<ConfigFile> config, Optional<SchemaReader.Block> block) {
        Optional<DatabaseUrl> configured =
                config.flatMap(file -> configured(file, "", "datasource", "shadowDatabaseUrl")
                        .map(text -> DatabaseUrl.parse(text, file.folder())));
        return configured.or(() -> block.filter(each -> each.values().containsKey("shadowDatabaseUrl"))
                .map(each -> DatabaseUrl.parse(
                        text(each, "shadowDatabaseUrl"), each.file().folder())));
    }

    private String text(SchemaReader.Block block, String name) {
        SchemaReader.Value value = Objects.requireNonNull(block.values().get(name), name);
        String where = shown(block.file().path()) + " line " + value.line();
        if (value instanceof SchemaReader.Value.Text text) {
            return text.text();
        }
        if (value instanceof SchemaReader.Value.Variable variable) {
            String text = environment.getOrDefault(variable.name(), "");
            if (text.isBlank()) {
                throw UnsetVariable.error(
                        variable.name(),
                        environment.containsKey(variable.name()),
                        where,
                        "Set it, in the environment or in a .env file, or pass --url.");
            }
            return text;
        }
        throw missing(
                "The " + name + " (" + where + ") is neither a string nor env(\"NAME\").",
                "Correct it, or pass --url.");
    }

    private DatabaseUrl checked(DatabaseUrl url, Optional<Dialect> provider) {
        if (provider.isPresent() && provider.get() != url.dialect()) {
            throw new RefractException(
                    Code.P1013,
                    "The connection string is for " + url.dialect().provider() + ", but the schema's provider is "
                            + provider.get().provider() + ".",
                    "Use a URL that begins with `" + scheme(provider.get()) + "`, or correct the provider.");
        }
        return url;
    }

    private static String scheme(Dialect dialect) {
        return dialect == Dialect.SQLITE ? "file:" : dialect.provider() + "://";
    }

    // Seed

    private Optional<String> seed(Optional<ConfigFile> config) {
        return config.flatMap(file -> configured(file, "--skip-seed", "migrations", "seed"))
                .or(() -> PackageJson.nearest(folder).flatMap(PackageJson::seed));
    }

    // Words

    private RefractException noSchema(String unknown, String flag) {
        String places =
                String.join("\n", searched.stream().map(path -> "  " + path).toList());
        if (prisma8.isPresent()) {
            return missing(
                    "Nothing says " + unknown + ": " + shown(prisma8.get())
                            + " configures Prisma 8, whose history has no SQL scripts, and no schema was found.",
                    "To run the history that Prisma 7 left, pass --schema, or --url and --migrations. Prisma 8 applies its own "
                            + "history: prisma db migrate");
        }
        return missing(
                "Nothing says " + unknown + ": no schema was found. These places were searched:\n"
                        + "  " + folder.resolve("prisma.config.ts") + " (or .js, .mjs, .cjs, .mts, .cts) and "
                        + folder.resolve(".config").resolve("prisma.ts") + "\n"
                        + "  \"prisma\".\"schema\" in package.json, in " + folder + " and above\n" + places,
                "Go to the project's folder, or pass --schema or " + flag + ".");
    }

    private String shown(Path path) {
        return path.startsWith(folder) ? folder.relativize(path).toString() : path.toString();
    }

    private static RefractException missing(String what, String next) {
        return new RefractException(Code.P1012, what, next);
    }
}
