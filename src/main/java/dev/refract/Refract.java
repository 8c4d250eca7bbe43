package dev.refract;

import dev.refract.internal.connect.ConnectionSource;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.connect.Limits;
import dev.refract.internal.data.DataGate;
import dev.refract.internal.data.DataVerbs;
import dev.refract.internal.database.Scratch;
import dev.refract.internal.history.History;
import dev.refract.internal.lint.DataFolder;
import dev.refract.internal.lint.DeployGate;
import dev.refract.internal.lint.Lint;
import dev.refract.internal.lint.LintSettings;
import dev.refract.internal.migrate.Create;
import dev.refract.internal.migrate.Deploy;
import dev.refract.internal.migrate.Down;
import dev.refract.internal.migrate.Execute;
import dev.refract.internal.migrate.Gate;
import dev.refract.internal.migrate.Reset;
import dev.refract.internal.migrate.Resolve;
import dev.refract.internal.migrate.Safeguards;
import dev.refract.internal.migrate.Status;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.migrate.hook.CommandHooks;
import dev.refract.internal.online.OnlineConfiguration;
import dev.refract.internal.online.OnlineRoutes;
import dev.refract.internal.project.DeploySettings;
import dev.refract.internal.project.Project;
import dev.refract.internal.project.ProjectOptions;
import dev.refract.internal.project.RefractToml;
import dev.refract.internal.rehearse.Baseline;
import dev.refract.internal.rehearse.Drift;
import dev.refract.internal.rehearse.DriftGate;
import dev.refract.internal.rehearse.DriftSettings;
import dev.refract.internal.rehearse.GenerateDown;
import dev.refract.internal.rehearse.Handover;
import dev.refract.internal.rehearse.Rehearse;
import dev.refract.internal.rehearse.Squashing;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.BaselineOptions;
import dev.refract.migrate.BaselineResult;
import dev.refract.migrate.Confirmation;
import dev.refract.migrate.DataMode;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.DownOptions;
import dev.refract.migrate.DownResult;
import dev.refract.migrate.DriftOptions;
import dev.refract.migrate.DriftResult;
import dev.refract.migrate.GenerateDownOptions;
import dev.refract.migrate.GenerateDownResult;
import dev.refract.migrate.HandoverResult;
import dev.refract.migrate.Hooks;
import dev.refract.migrate.Leftover;
import dev.refract.migrate.LintOptions;
import dev.refract.migrate.LintResult;
import dev.refract.migrate.RehearseOptions;
import dev.refract.migrate.RehearseResult;
import dev.refract.migrate.ResetOptions;
import dev.refract.migrate.SquashOptions;
import dev.refract.migrate.SquashResult;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.TransactionMode;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs Prisma migrations: the front door of the library. Configure one, then call a method a verb.
 *
 * <pre>{@code
 * Refract refract = Refract.configure()
 *         .url(System.getenv("DATABASE_URL"))
 *         .migrations("classpath:prisma/migrations")
 *         .build();
 * DeployResult result = refract.deploy();
 * }</pre>
 *
 * <p>Immutable, without static state: several in one JVM don't disturb each other. Every verb opens the connections it
 * needs and closes them. Every verb throws {@link RefractException}, with Prisma's code where it has one, and
 * {@link InterruptedRefractException} when its thread is interrupted: the running statement is then cancelled on the
 * server, and the thread's interrupt flag is set again.
 */
public final class Refract {

    private static final String CLASS_PATH = "classpath:";
    /** As Prisma. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

    private final Builder settings;
    private final @Nullable Project project;

    private Refract(Builder settings) {
        this.settings = settings;
        this.project = settings.needsProject() ? Project.find(settings.projectOptions()) : null;
    }

    /**
     * Starts a configuration. Without any setting, the Prisma project in the working folder is used, as Prisma's
     * command line would.
     *
     * @return a builder
     */
    public static Builder configure() {
        return new Builder();
    }

    /**
     * Applies all pending migrations, as {@code prisma migrate deploy} does.
     *
     * @return what was applied
     */
    public DeployResult deploy() {
        return deploy(DeployOptions.DEFAULT);
    }

    /**
     * Applies pending migrations.
     *
     * @param options how
     * @return what was applied, or would be
     */
    public DeployResult deploy(DeployOptions options) {
        return whole("deploy", () -> {
            Target target = target();
            RefractToml toml = toml();
            return Deploy.run(
                    target,
                    options,
                    OnlineConfiguration.read(toml, environment(), options.online()),
                    Gate.both(
                            DriftGate.of(
                                    target, shadow(), DriftSettings.read(toml), DriftOptions.DEFAULT, options.drift()),
                            Gate.both(
                                    DeployGate.of(target, lintSettings(), options.lint()),
                                    dataGate(target, options.data()))));
        });
    }

    /**
     * Compares the migrations with the database. Changes nothing.
     *
     * @return where the database stands
     */
    public StatusResult status() {
        return interruptible(() -> {
            Target target = target();
            return mayHaveData()
                    ? Status.run(target, database -> new DataVerbs(target, dataHistory()).entries(database))
                    : Status.run(target);
        });
    }

    /**
     * Says what migrations would lock, rewrite, fail, lose or break. Reads their text and that of the history before
     * them; a database is asked only for what it has, and needs not be there.
     *
     * @param options which migrations, and for which server
     * @return what was found
     */
    public LintResult lint(LintOptions options) {
        return interruptible(() -> Lint.run(
                history(),
                options,
                lintSettings(),
                this::target,
                this::dialect,
                this::shadow,
                settings.location == null ? Optional.of(migrationsFolder()) : Optional.empty(),
                database -> OnlineRoutes.of(
                        OnlineConfiguration.read(toml(), environment(), List.of()),
                        database,
                        TransactionMode.AUTO,
                        Optional.empty()),
                settings.listener,
                mayHaveData()
                        ? Optional.of(new DataFolder(
                                dataHistory(),
                                settings.location == null ? Optional.of(dataFolder()) : Optional.empty(),
                                database -> new DataVerbs(target(), dataHistory()).done(database),
                                (database, name) -> new DataVerbs(target(), dataHistory()).scans(database, name)))
                        : Optional.empty()));
    }

    /**
     * Writes how large the database's tables are to a file, for {@link LintOptions#stats}: their names, rows and bytes,
     * and the server's version. Only reads, and nothing of what the rows hold is in the file.
     *
     * @param file to write; it is replaced where it is there
     * @return how many tables there are
     */
    public int writeLintStats(Path file) {
        return interruptible(() -> Lint.writeStats(target(), file));
    }

    /**
     * Records a migration as applied without running it.
     *
     * @param migration its folder's whole name
     */
    public void resolveApplied(String migration) {
        interruptible(() -> {
            Resolve.applied(target(), migration);
            return null;
        });
    }

    /**
     * Records every migration up to one, in the order of the history, as applied without running it; those that are
     * recorded so already stay as they are. This is how one baselines a database.
     *
     * @param migration the last one's folder's whole name
     * @return the names of those that were not recorded as applied before
     */
    public List<String> resolveAppliedUpTo(String migration) {
        return interruptible(() -> Resolve.appliedUpTo(target(), migration));
    }

    /**
     * Records a failed migration as rolled back, so that the next deploy applies it again.
     *
     * @param migration its folder's whole name
     * @return whether there was anything to record; false where it is rolled back already
     */
    public boolean resolveRolledBack(String migration) {
        return interruptible(() -> Resolve.rolledBack(target(), migration));
    }

    /**
     * Rolls back the newest applied migration with its down.sql.
     *
     * @return what was rolled back
     */
    public DownResult down() {
        return down(DownOptions.DEFAULT);
    }

    /**
     * Rolls applied migrations back with their down.sql, newest first.
     *
     * @param options how far, and how
     * @return what was rolled back, or would be
     */
    public DownResult down(DownOptions options) {
        return whole(
                "down",
                () -> Down.run(target(), options, OnlineConfiguration.read(toml(), environment(), options.online())));
    }

    /**
     * Rehearses what is pending on a scratch database.
     *
     * @return what it showed
     */
    public RehearseResult rehearse() {
        return rehearse(RehearseOptions.DEFAULT);
    }

    /**
     * Goes each migration's way there, back and there again on a scratch database, for which the user must be allowed
     * to create databases: on the server of {@code shadowDatabaseUrl} where the project names one, otherwise beside the
     * real database, which is only asked what is pending.
     *
     * @param options which migrations, and on what
     * @return what it showed
     */
    public RehearseResult rehearse(RehearseOptions options) {
        return interruptible(
                () -> Rehearse.run(target(), shadow(), options, mayHaveData() ? dataHistory() : History.empty()));
    }

    /**
     * Whether Prisma 8 can take the database over: nothing is pending or failed, and the database holds what the
     * history makes of an empty one, which is tried on a scratch database as for {@link #rehearse}. Changes nothing.
     *
     * @return what stands in the way; otherwise the commands
     */
    public HandoverResult handover() {
        return interruptible(() -> Handover.run(target(), shadow()));
    }

    /**
     * Compares the database with what its applied migrations make of an empty one.
     *
     * @return how it differs
     */
    public DriftResult drift() {
        return drift(DriftOptions.DEFAULT);
    }

    /**
     * Compares the database, in which nothing is changed, with what the migrations that its ledger says are applied
     * make of a scratch database: on the server of {@code shadowDatabaseUrl} where the project names one, otherwise
     * beside it. {@code [drift]} of refract.toml holds, too.
     *
     * @param options what to leave out, and what else to write
     * @return how it differs
     */
    public DriftResult drift(DriftOptions options) {
        return interruptible(
                () -> Drift.run(target(), shadow(), DriftSettings.read(toml()).with(options)));
    }

    /**
     * Makes one migration of all up to one, which leaves the same schema: both are run on scratch databases, as for
     * {@link #rehearse}, and compared. The folders of the old ones move beside the migrations folder. From then on a
     * deploy to a database that has all of them records the new one without running it.
     *
     * @param options up to which, and what becomes of rows
     * @return what was written
     */
    public SquashResult squash(SquashOptions options) {
        if (settings.location != null) {
            throw new RefractException(
                    null, "Migrations can't be squashed on the class path.", "Configure a migrations folder.");
        }
        return interruptible(() -> Squashing.run(target(), shadow(), migrationsFolder(), options));
    }

    /**
     * Brings a database that has its tables already under migrations: records those that made them as applied, after it
     * was seen that it has what they make; or writes a first one from it. {@code [drift]} of refract.toml holds, too.
     *
     * @param options which
     * @return what was recorded or written, or how the database differs
     */
    public BaselineResult baseline(BaselineOptions options) {
        return interruptible(() -> {
            BaselineOptions all = options.drift(DriftSettings.read(toml()).with(options.drift()));
            if (all.upTo().isPresent()) {
                return Baseline.upTo(target(), shadow(), all);
            }
            if (settings.location != null) {
                throw new RefractException(
                        null, "A migration can't be written on the class path.", "Configure a migrations folder.");
            }
            return Baseline.fromDatabase(target(history()), shadow(), migrationsFolder(), all);
        });
    }

    /**
     * Scratch databases that killed runs left where {@link #rehearse} would make one.
     *
     * @return empty where there are none, or where the connections come from a DataSource
     */
    public List<Leftover> leftovers() {
        return settings.dataSource != null
                ? List.of()
                : Scratch.leftovers(project().url(), shadow());
    }

    /**
     * Drops everything in the schema, or in those that the schema file lists as {@code schemas}, all data included, and
     * applies the whole history again. Does not run a seed.
     *
     * @return what was applied
     */
    public DeployResult reset() {
        return reset(ResetOptions.DEFAULT);
    }

    /**
     * As {@link #reset()}. PostgreSQL's schemas themselves stay, with their owner, grants and default privileges, where
     * the user owns what is in them; where it owns a schema only, that is dropped whole and made again.
     *
     * @param options what stays
     * @return what was applied
     */
    public DeployResult reset(ResetOptions options) {
        return interruptible(() -> {
            DeployResult result = Reset.run(target(), options);
            new DataVerbs(target(), History.empty()).forgetAll();
            return result;
        });
    }

    /**
     * Runs a script, without bookkeeping.
     *
     * @param name what to call it in messages
     * @param script its text
     * @return the number of its statements
     */
    public int execute(String name, String script) {
        return interruptible(() -> Execute.run(target(History.empty()), name, script));
    }

    /**
     * Makes a new, empty migration on disk. Needs no database.
     *
     * @param name in any words; the folder gets them in snake case, after a UTC timestamp
     * @param down whether it gets an empty down.sql as well
     * @return its folder
     */
    public Path create(String name, boolean down) {
        if (settings.location != null) {
            throw new RefractException(
                    null, "A migration can't be created on the class path.", "Configure a migrations folder.");
        }
        return Create.run(migrationsFolder(), dialect(), name, down, Clock.systemUTC());
    }

    /**
     * Writes down.sql, the way back, for migrations that lack one, and tries it. It needs a scratch database, for which
     * the user must be allowed to create databases: on the server of {@code shadowDatabaseUrl} where the project names
     * one, otherwise beside the real database.
     *
     * @param options for which migrations, and how
     * @return the files, with what is known of each
     */
    public GenerateDownResult generateDown(GenerateDownOptions options) {
        if (settings.location != null) {
            throw new RefractException(
                    null, "A down.sql can't be written on the class path.", "Configure a migrations folder.");
        }
        return interruptible(() -> GenerateDown.run(
                target(), shadow(), migrationsFolder(), options, mayHaveData() ? dataHistory() : History.empty()));
    }

    /**
     * Data migrations: rows that are changed in batches. They are in the folder {@code data_migrations} beside the
     * migrations.
     *
     * @return what can be done with them
     */
    public DataMigrations data() {
        return new DataMigrations(
                () -> new DataVerbs(target(), dataHistory()),
                (name, table) -> {
                    if (settings.location != null) {
                        throw new RefractException(
                                null,
                                "A data migration can't be created on the class path.",
                                "Configure a migrations folder.");
                    }
                    return DataVerbs.create(dataFolder(), name, table, dialect(), Clock.systemUTC());
                },
                Refract::interruptible);
    }

    /** Without a folder nothing of it is even loaded. */
    private Gate dataGate(Target target, DataMode mode) {
        return mayHaveData() ? DataGate.of(target, dataHistory(), mode) : Gate.OPEN;
    }

    private boolean mayHaveData() {
        return settings.location != null || Files.isDirectory(dataFolder());
    }

    private Path dataFolder() {
        return migrationsFolder().resolveSibling(DataVerbs.FOLDER);
    }

    private History dataHistory() {
        if (settings.location == null) {
            return History.in(dataFolder());
        }
        String beside = settings.location.replaceAll("/+$", "").replaceFirst("[^/]*$", "") + DataVerbs.FOLDER;
        return settings.classLoader.getResource(beside) == null
                ? History.empty()
                : History.onClassPath(beside, settings.classLoader);
    }

    private Optional<DatabaseUrl> shadow() {
        return project == null ? Optional.empty() : project.shadow();
    }

    /**
     * What {@link #reset} empties, for a person who is asked; without the password. A DataSource does not tell before
     * it is connected to.
     *
     * @return a part of a sentence
     */
    public String resetTarget() {
        if (settings.dataSource != null) {
            return "the DataSource's database";
        }
        DatabaseUrl url = project().url();
        List<String> schemas = project().schemas().isEmpty()
                ? List.of(url.schema())
                : project().schemas();
        return url.dialect() == Dialect.POSTGRESQL ? url + ", schema " + String.join(", ", schemas) : url.toString();
    }

    /** {@return the command that seeds the database after a reset; empty where the project has none} */
    public Optional<String> seed() {
        return project == null ? Optional.empty() : project.seed();
    }

    /**
     * The variables for that command: the environment's, and those of the {@code .env} files that were read. They may
     * hold secrets.
     *
     * @return values by name
     */
    public Map<String, String> seedEnvironment() {
        return environment();
    }

    /**
     * Where the schema was found; empty without one.
     *
     * @return its file or folder
     */
    public Optional<Path> schema() {
        return project == null ? Optional.empty() : project.schema();
    }

    /**
     * {@code refract.toml} beside the schema, without one beside the migrations folder, and where a script needs
     * neither, in the working folder.
     */
    private RefractToml toml() {
        RefractToml toml = RefractToml.in(tomlFolder());
        toml.allowOnly(
                List.of("online", DeploySettings.TABLE, CommandHooks.TABLE, LintSettings.TABLE, DriftSettings.TABLE));
        return toml;
    }

    private Path tomlFolder() {
        boolean inFolder = settings.location == null && (project == null || project.namesMigrations());
        Path beside = project != null && project.schema().isPresent()
                ? project.schema().get()
                : inFolder ? migrationsFolder() : null;
        Path parent = beside == null ? null : beside.toAbsolutePath().getParent();
        return parent == null ? settings.workingFolder : parent;
    }

    private Map<String, String> environment() {
        return project == null ? settings.environment : project.environment();
    }

    private LintSettings lintSettings() {
        RefractToml toml = toml();
        boolean limitsWaits = settings.lockTimeout
                .or(DeploySettings.read(toml, environment())::lockTimeout)
                .isPresent();
        return LintSettings.read(toml, limitsWaits);
    }

    /** What the caller says wins over the variables, and those over refract.toml. */
    private Safeguards safeguards(RefractToml toml, DeploySettings defaults, ConnectionSource source) {
        Limits limits = new Limits(
                settings.lockTimeout.or(defaults::lockTimeout),
                settings.statementTimeout.or(defaults::statementTimeout),
                settings.lockRetries.or(defaults::lockRetries).orElse(0));
        Hooks commands = CommandHooks.read(toml, tomlFolder(), settings.environment, source.url(), settings.listener);
        return new Safeguards(
                limits,
                settings.confirmation,
                Stream.concat(settings.hooks.stream(), Stream.of(commands)).toList(),
                settings.allowPrisma8);
    }

    /** Only a DataSource with its own place for the migrations goes without a project. */
    private Project project() {
        return Objects.requireNonNull(project, "a verb without a project asked for it");
    }

    private Dialect dialect() {
        return project().dialect();
    }

    /** What the migrations should be written in; a DataSource without a schema file says nothing about it. */
    private Optional<Dialect> provider() {
        boolean known = project != null
                && (settings.dataSource == null || project.schema().isPresent());
        return known ? Optional.of(project().dialect()) : Optional.empty();
    }

    private Target target() {
        Target target = target(history());
        requireNamedFolder(); // last: what is wrong with the project's files is said first
        return target;
    }

    private Target target(History history) {
        ConnectionSource source = settings.dataSource != null
                ? new ConnectionSource.OfDataSource(settings.dataSource)
                : new ConnectionSource.OfUrl(project().url());
        if (project != null) {
            project.warnings().forEach(warning -> settings.listener.on(new Event.Warning(warning)));
        }
        history.warnings().forEach(warning -> settings.listener.on(new Event.Warning(warning)));
        RefractToml toml = toml();
        DeploySettings defaults = DeploySettings.read(toml, environment());
        return new Target(
                source,
                history,
                provider(),
                project == null ? List.of() : project.schemas(),
                settings.databaseWait,
                lockWait(defaults),
                safeguards(toml, defaults, source),
                settings.listener);
    }

    private History history() {
        if (settings.location == null) {
            return History.in(migrationsFolder());
        }
        return History.onClassPath(settings.location, settings.classLoader);
    }

    /** Prisma finds no migration in a folder that is not there; where somebody named it, that is a mistake. */
    private void requireNamedFolder() {
        boolean named = settings.migrations != null
                || !environment().getOrDefault(Project.MIGRATIONS, "").isBlank();
        if (settings.location == null && named && !Files.exists(migrationsFolder())) {
            throw new RefractException(
                    null,
                    "There is no migrations folder " + migrationsFolder() + ".",
                    "Correct the path that names it (--migrations, or " + Project.MIGRATIONS
                            + "), or make the folder: it may be empty.");
        }
    }

    private Path migrationsFolder() {
        return project == null ? Objects.requireNonNull(settings.migrations) : project.migrations();
    }

    /** Prisma's variable turns the lock off. */
    private Optional<Duration> lockWait(DeploySettings defaults) {
        String off = environment().getOrDefault("PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK", "");
        return off.isEmpty() || off.equals("0")
                ? Optional.of(settings.lockWait.or(defaults::lockWait).orElse(LOCK_WAIT))
                : Optional.empty();
    }

    /** Tells the listener of the end, whatever it is. */
    private <T> T whole(String verb, Supplier<T> work) {
        long start = System.nanoTime();
        boolean success = false;
        try {
            T result = interruptible(work);
            success = true;
            return result;
        } finally {
            settings.listener.on(new Event.Ended(verb, success, Duration.ofNanos(System.nanoTime() - start)));
        }
    }

    private static <T> T interruptible(Supplier<T> verb) {
        try {
            return verb.get();
        } catch (InterruptedRefractException e) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    /** Settings of a {@link Refract}. Each returns this builder. */
    public static final class Builder {

        private @Nullable String url;
        private @Nullable DataSource dataSource;
        private @Nullable Path schema;
        private @Nullable Path config;
        private @Nullable Path migrations;
        private @Nullable String location;
        private ClassLoader classLoader = Refract.class.getClassLoader();
        private Path workingFolder = Path.of("").toAbsolutePath();
        private Map<String, String> environment = System.getenv();
        private @Nullable Path envFile;
        private boolean noEnvFile;
        private Duration databaseWait = Duration.ZERO;
        private Optional<Duration> lockWait = Optional.empty();
        private Optional<Duration> lockTimeout = Optional.empty();
        private Optional<Duration> statementTimeout = Optional.empty();
        private Optional<Integer> lockRetries = Optional.empty();
        private Confirmation confirmation = Confirmation.NONE;
        private final List<Hooks> hooks = new ArrayList<>();
        private boolean allowPrisma8;
        private Listener listener = Listener.SILENT;

        private Builder() {}

        /**
         * The connection URL, in Prisma's form. Wins over the schema's and the configuration file's.
         *
         * @param url its text, which may hold a password: that is never shown; null for what the project says
         * @return this builder
         */
        public Builder url(@Nullable String url) {
            this.url = url;
            return this;
        }

        /**
         * Where connections come from, instead of a URL. It stays the caller's: connections are given back as they
         * were, and it is not closed. On MySQL a script that changes its session takes a second connection.
         *
         * @param dataSource not null
         * @return this builder
         */
        public Builder dataSource(DataSource dataSource) {
            this.dataSource = Objects.requireNonNull(dataSource);
            return this;
        }

        /**
         * The schema file or folder. Default: where Prisma looks for it.
         *
         * @param schema its path
         * @return this builder
         */
        public Builder schema(@Nullable Path schema) {
            this.schema = schema;
            return this;
        }

        /**
         * Prisma's configuration file. Default: where Prisma looks for it.
         *
         * @param config its path
         * @return this builder
         */
        public Builder config(@Nullable Path config) {
            this.config = config;
            return this;
        }

        /**
         * The migrations folder. Default: as the configuration file says, or beside the schema.
         *
         * @param folder its path
         * @return this builder
         */
        public Builder migrations(Path folder) {
            this.migrations = folder;
            this.location = null;
            return this;
        }

        /**
         * The migrations: a folder's path, or {@code classpath:} and a class-path folder, which may be inside a jar.
         *
         * @param location a path, or {@code classpath:} and a folder
         * @return this builder
         */
        public Builder migrations(String location) {
            if (!location.startsWith(CLASS_PATH)) {
                return migrations(Path.of(location));
            }
            this.location = location.substring(CLASS_PATH.length());
            this.migrations = null;
            return this;
        }

        /**
         * Whose class path {@code classpath:} means. Default: Refract's own.
         *
         * @param classLoader not null
         * @return this builder
         */
        public Builder classLoader(ClassLoader classLoader) {
            this.classLoader = Objects.requireNonNull(classLoader);
            return this;
        }

        /**
         * The folder that relative paths and the search for the project begin at. Default: the process's.
         *
         * @param folder its path
         * @return this builder
         */
        public Builder workingFolder(Path folder) {
            this.workingFolder = folder.toAbsolutePath();
            return this;
        }

        /**
         * The environment variables. Default: the process's.
         *
         * @param environment values by name
         * @return this builder
         */
        public Builder environment(Map<String, String> environment) {
            this.environment = Map.copyOf(environment);
            return this;
        }

        /**
         * The .env file to read instead of those that Prisma would.
         *
         * @param file its path
         * @return this builder
         */
        public Builder envFile(@Nullable Path file) {
            this.envFile = file;
            return this;
        }

        /**
         * Reads no .env file.
         *
         * @return this builder
         */
        public Builder noEnvFile() {
            this.noEnvFile = true;
            return this;
        }

        /**
         * How long to wait for a database that can't be reached yet (P1001, and P1017 while it starts), as one that
         * starts beside this program. Default: not at all.
         *
         * @param wait how long; not null
         * @return this builder
         */
        public Builder waitForDatabase(Duration wait) {
            this.databaseWait = Objects.requireNonNull(wait);
            return this;
        }

        /**
         * How long to wait for the migration lock, in whole seconds. Default: 10 s, as Prisma.
         *
         * @param wait how long; not null
         * @return this builder
         */
        public Builder lockWait(Duration wait) {
            this.lockWait = Optional.of(wait);
            return this;
        }

        /**
         * How long a statement of a script waits for each lock, set on the server. Default: what the server is set to.
         * MySQL counts whole seconds.
         *
         * @param timeout how long; not null
         * @return this builder
         */
        public Builder lockTimeout(Duration timeout) {
            this.lockTimeout = Optional.of(timeout);
            return this;
        }

        /**
         * How long a statement of a script runs, set on the server. Default: what the server is set to. MySQL itself
         * limits SELECT only; other statements are killed, after whole seconds. SQLite has none.
         *
         * @param timeout how long; not null
         * @return this builder
         */
        public Builder statementTimeout(Duration timeout) {
            this.statementTimeout = Optional.of(timeout);
            return this;
        }

        /**
         * How often a transactional migration, or on MySQL a statement, that only failed to get its lock is tried
         * again, after pauses of 1, 2, 4, … 30 seconds. Default: 0.
         *
         * @param retries 0 for none
         * @return this builder
         */
        public Builder lockRetries(int retries) {
            this.lockRetries = Optional.of(retries);
            return this;
        }

        /**
         * Is asked before a deploy changes anything. Default: nobody.
         *
         * @param confirmation not null
         * @return this builder
         */
        public Builder confirmation(Confirmation confirmation) {
            this.confirmation = Objects.requireNonNull(confirmation);
            return this;
        }

        /**
         * Run beside a deploy, after those that were added before, and before those of refract.toml. Default: none.
         *
         * @param hooks not null
         * @return this builder
         */
        public Builder hooks(Hooks hooks) {
            this.hooks.add(Objects.requireNonNull(hooks));
            return this;
        }

        /**
         * Whether to change a database that Prisma 8 has signed, which deploys, roll-backs, resets and resolving refuse
         * otherwise. A reset then removes Prisma 8's marker, too. Default: no.
         *
         * @param allow whether
         * @return this builder
         */
        public Builder allowPrisma8(boolean allow) {
            this.allowPrisma8 = allow;
            return this;
        }

        /**
         * Hears the events of every verb. Default: nobody.
         *
         * @param listener not null
         * @return this builder
         */
        public Builder listener(Listener listener) {
            this.listener = Objects.requireNonNull(listener);
            return this;
        }

        /**
         * Reads the project's files; connects to nothing.
         *
         * @return what runs the verbs
         * @throws RefractException P1012 where they are not valid
         */
        public Refract build() {
            if (url != null && dataSource != null) {
                throw new RefractException(
                        Code.P1013, "Both a URL and a DataSource are configured.", "Configure one of them.");
            }
            return new Refract(this);
        }

        /** With a DataSource and a place for the migrations there is nothing to look for on disk. */
        private boolean needsProject() {
            return dataSource == null || location == null && migrations == null;
        }

        private ProjectOptions projectOptions() {
            Path known = location != null && migrations == null ? workingFolder : migrations;
            return new ProjectOptions(
                    workingFolder,
                    environment,
                    Optional.ofNullable(schema),
                    Optional.ofNullable(config),
                    Optional.ofNullable(known),
                    Optional.ofNullable(url),
                    Optional.ofNullable(envFile),
                    noEnvFile);
        }
    }
}
