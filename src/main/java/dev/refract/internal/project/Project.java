package dev.refract.internal.project;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.RefractException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Prisma project: where its files are and which database it is for. Immutable. What a verb does not ask for need not
 * be there: a missing URL is an error only when {@link #url()} is called, a missing migrations folder setting only at
 * {@link #migrations()}.
 */
public final class Project {

    /** The variable that names the migrations folder where the caller does not. */
    public static final String MIGRATIONS = "REFRACT_MIGRATIONS";

    private final Path folder;
    private final Optional<Path> schema;
    private final Optional<Path> config;
    private final Optional<Dialect> provider;
    private final List<String> schemas;
    private final Map<String, String> environment;
    private final Lazy<Path> migrations;
    private final Lazy<DatabaseUrl> url;
    private final Lazy<Optional<DatabaseUrl>> shadow;
    private final Lazy<Optional<String>> seed;
    private final List<String> warnings;

    public Project(
            Path folder,
            Optional<Path> schema,
            Optional<Path> config,
            Optional<Dialect> provider,
            List<String> schemas,
            Map<String, String> environment,
            Supplier<Path> migrations,
            Supplier<DatabaseUrl> url,
            Supplier<Optional<DatabaseUrl>> shadow,
            Supplier<Optional<String>> seed,
            List<String> warnings) {
        this.folder = folder;
        this.schema = schema;
        this.config = config;
        this.provider = provider;
        this.schemas = List.copyOf(schemas);
        this.environment = Map.copyOf(environment);
        this.migrations = Lazy.of(migrations);
        this.url = Lazy.of(url);
        this.shadow = Lazy.of(shadow);
        this.seed = Lazy.of(seed);
        this.warnings = List.copyOf(warnings);
    }

    /** A value, or the reason why there is none. */
    private record Lazy<T>(@Nullable T value, @Nullable RefractException problem) {

        static <T> Lazy<T> of(Supplier<T> source) {
            try {
                return new Lazy<>(source.get(), null);
            } catch (RefractException e) {
                return new Lazy<>(null, e);
            }
        }

        T get() {
            if (problem != null) {
                throw problem;
            }
            return Objects.requireNonNull(value);
        }
    }

    /**
     * Finds a project.
     *
     * @throws RefractException P1012 when a file that was named is not there or can't be read, when the datasource
     *     block is not valid, or when its provider is not supported
     */
    public static Project find(ProjectOptions options) {
        return new ProjectFinder(options).find();
    }

    /** The working folder; a seed command runs here. */
    public Path folder() {
        return folder;
    }

    /** The {@code .prisma} file that holds the datasource block; empty in a project without a schema. */
    public Optional<Path> schema() {
        return schema;
    }

    /**
     * PostgreSQL: what the datasource block lists as {@code schemas}; empty where it lists none, and the URL's schema
     * is the one.
     */
    public List<String> schemas() {
        return schemas;
    }

    /** The configuration file, if there is one. */
    public Optional<Path> config() {
        return config;
    }

    /**
     * The migrations folder; it need not exist.
     *
     * @throws RefractException P1012 when nothing says where it is
     */
    public Path migrations() {
        return migrations.get();
    }

    /** Whether something says where the migrations folder is. */
    public boolean namesMigrations() {
        return migrations.problem() == null;
    }

    /**
     * The database to migrate.
     *
     * @throws RefractException P1012 when nothing says which it is, naming the variable or file that was looked at;
     *     P1013 when its URL is not valid or not for the schema's provider
     */
    public DatabaseUrl url() {
        return url.get();
    }

    /**
     * The scratch database that the project names; empty when it names none.
     *
     * @throws RefractException when it names one and the URL can't be had or is not valid
     */
    public Optional<DatabaseUrl> shadow() {
        return shadow.get();
    }

    /**
     * The seed command, for a shell; empty when there is none.
     *
     * @throws RefractException P1012 when the configuration has one in a form that is not read
     */
    public Optional<String> seed() {
        return seed.get();
    }

    /**
     * What the migrations are written in: the datasource block's provider, or else the URL's.
     *
     * @throws RefractException as {@link #url()} when there is no datasource block
     */
    public Dialect dialect() {
        return provider.orElseGet(() -> url().dialect());
    }

    /** The real environment's variables and those of the {@code .env} files that were read. May hold secrets. */
    public Map<String, String> environment() {
        return environment;
    }

    /** What is not as it should be, but no error; one sentence each. The URL's are among them. */
    public List<String> warnings() {
        List<String> all = new ArrayList<>(warnings);
        DatabaseUrl known = url.value();
        if (known != null) {
            all.addAll(known.warnings());
        }
        return List.copyOf(all);
    }

    /** Without the environment. */
    @Override
    public String toString() {
        return "Project[folder=" + folder + ", schema=" + schema.orElse(null) + ", config=" + config.orElse(null)
                + ", url=" + url.value() + "]";
    }
}
