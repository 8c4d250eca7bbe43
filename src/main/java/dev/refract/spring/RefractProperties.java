package dev.refract.spring;

import dev.refract.data.DataRunOptions;
import dev.refract.migrate.DataMode;
import dev.refract.migrate.DriftMode;
import dev.refract.migrate.LintMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The properties {@code refract.*}; META-INF/spring-configuration-metadata.json describes them for completion. */
@ConfigurationProperties("refract")
public class RefractProperties {

    private boolean enabled;
    private String migrations = "classpath:prisma/migrations";
    private Duration lockWait = Duration.ofMinutes(5);
    private @Nullable Duration lockTimeout;
    private @Nullable Duration statementTimeout;
    private int lockRetries;
    private Duration waitForDatabase = Duration.ZERO;
    private boolean allowPrisma8;
    private @Nullable LintMode lint;
    private @Nullable DriftMode drift;
    private final Datasource datasource = new Datasource();
    private final Data data = new Data();
    private final Map<String, Database> databases = new TreeMap<>();

    /** {@return whether migrations run at the application's start} Default: false. */
    public boolean isEnabled() {
        return enabled;
    }

    /**
     * Sets it.
     *
     * @param enabled as {@link #isEnabled} says
     */
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    /** {@return where the migrations are: {@code classpath:} and a folder of the class path, or a folder's path} */
    public String getMigrations() {
        return migrations;
    }

    /**
     * Sets it.
     *
     * @param migrations as {@link #getMigrations} says
     */
    public void setMigrations(String migrations) {
        this.migrations = migrations;
    }

    /**
     * {@return how long an instance waits while another one migrates} Default: 5 minutes, since several instances start
     * at once.
     */
    public Duration getLockWait() {
        return lockWait;
    }

    /**
     * Sets it.
     *
     * @param lockWait as {@link #getLockWait} says
     */
    public void setLockWait(Duration lockWait) {
        this.lockWait = lockWait;
    }

    /** {@return how long a statement waits for each lock; null for what the server is set to} */
    public @Nullable Duration getLockTimeout() {
        return lockTimeout;
    }

    /**
     * Sets it.
     *
     * @param lockTimeout as {@link #getLockTimeout} says
     */
    public void setLockTimeout(@Nullable Duration lockTimeout) {
        this.lockTimeout = lockTimeout;
    }

    /** {@return how long a statement runs; null for what the server is set to} */
    public @Nullable Duration getStatementTimeout() {
        return statementTimeout;
    }

    /**
     * Sets it.
     *
     * @param statementTimeout as {@link #getStatementTimeout} says
     */
    public void setStatementTimeout(@Nullable Duration statementTimeout) {
        this.statementTimeout = statementTimeout;
    }

    /** {@return whether to change a database that Prisma 8 has signed} Default: no. */
    public boolean isAllowPrisma8() {
        return allowPrisma8;
    }

    /**
     * Sets whether to change a database that Prisma 8 has signed.
     *
     * @param allowPrisma8 as {@link #isAllowPrisma8} says
     */
    public void setAllowPrisma8(boolean allowPrisma8) {
        this.allowPrisma8 = allowPrisma8;
    }

    /** {@return what is done where the database differs from what its migrations make; null for off} */
    public @Nullable DriftMode getDrift() {
        return drift;
    }

    /**
     * Sets what is done where the database differs from what its migrations make.
     *
     * @param drift as {@link #getDrift} says
     */
    public void setDrift(@Nullable DriftMode drift) {
        this.drift = drift;
    }

    /** {@return what is done with what lint says of the pending migrations; null for off} */
    public @Nullable LintMode getLint() {
        return lint;
    }

    /**
     * Sets it.
     *
     * @param lint as {@link #getLint} says
     */
    public void setLint(@Nullable LintMode lint) {
        this.lint = lint;
    }

    /** {@return how often a migration that only failed to get a lock is tried again} Default: 0. */
    public int getLockRetries() {
        return lockRetries;
    }

    /**
     * Sets it.
     *
     * @param lockRetries as {@link #getLockRetries} says
     */
    public void setLockRetries(int lockRetries) {
        this.lockRetries = lockRetries;
    }

    /** {@return how long the start waits for a database that can't be reached yet} Default: not at all. */
    public Duration getWaitForDatabase() {
        return waitForDatabase;
    }

    /**
     * Sets it.
     *
     * @param waitForDatabase as {@link #getWaitForDatabase} says
     */
    public void setWaitForDatabase(Duration waitForDatabase) {
        this.waitForDatabase = waitForDatabase;
    }

    /** {@return another user for the migrations than the application's} */
    public Datasource getDatasource() {
        return datasource;
    }

    /** {@return when data migrations run, and how} */
    public Data getData() {
        return data;
    }

    /**
     * {@return databases with migrations of their own, by names of your choice; migrated in the names' order, in place
     * of {@code refract.migrations} and {@code refract.datasource}} Empty where there is one database.
     */
    public Map<String, Database> getDatabases() {
        return databases;
    }

    /** Data migrations. */
    public static class Data {

        private RefractDataRun.When run = RefractDataRun.When.NEVER;
        private DataMode deploy = DataMode.REQUIRE;
        private @Nullable Duration targetTime;
        private @Nullable Integer batchSize;
        private @Nullable Duration sleep;
        private @Nullable String maxLoad;
        private @Nullable Duration maxLag;
        private List<String> replicas = List.of();
        private @Nullable String throttleQuery;
        private @Nullable Path pauseFile;
        private @Nullable String window;
        private @Nullable Duration maxTime;

        /** {@return when data migrations run} Default: never. */
        public RefractDataRun.When getRun() {
            return run;
        }

        /**
         * Sets it.
         *
         * @param run as {@link #getRun} says
         */
        public void setRun(RefractDataRun.When run) {
            this.run = run;
        }

        /** {@return what a deploy does where a migration needs a data migration that is not done} Default: require. */
        public DataMode getDeploy() {
            return deploy;
        }

        /**
         * Sets it.
         *
         * @param deploy as {@link #getDeploy} says
         */
        public void setDeploy(DataMode deploy) {
            this.deploy = deploy;
        }

        /** {@return how long a batch should take; null for what data.toml says} */
        public @Nullable Duration getTargetTime() {
            return targetTime;
        }

        /**
         * Sets it.
         *
         * @param targetTime as {@link #getTargetTime} says
         */
        public void setTargetTime(@Nullable Duration targetTime) {
            this.targetTime = targetTime;
        }

        /** {@return how many rows a batch goes through, always; null for a size that follows from the target time} */
        public @Nullable Integer getBatchSize() {
            return batchSize;
        }

        /**
         * Sets it.
         *
         * @param batchSize as {@link #getBatchSize} says
         */
        public void setBatchSize(@Nullable Integer batchSize) {
            this.batchSize = batchSize;
        }

        /** {@return the pause after each batch; null for what data.toml says} */
        public @Nullable Duration getSleep() {
            return sleep;
        }

        /**
         * Sets it.
         *
         * @param sleep as {@link #getSleep} says
         */
        public void setSleep(@Nullable Duration sleep) {
            this.sleep = sleep;
        }

        /** {@return MySQL: status variables and their limits, such as {@code Threads_running=25}; null for none} */
        public @Nullable String getMaxLoad() {
            return maxLoad;
        }

        /**
         * Sets it.
         *
         * @param maxLoad as {@link #getMaxLoad} says
         */
        public void setMaxLoad(@Nullable String maxLoad) {
            this.maxLoad = maxLoad;
        }

        /** {@return how far a replica may lag; null for any} */
        public @Nullable Duration getMaxLag() {
            return maxLag;
        }

        /**
         * Sets it.
         *
         * @param maxLag as {@link #getMaxLag} says
         */
        public void setMaxLag(@Nullable Duration maxLag) {
            this.maxLag = maxLag;
        }

        /** {@return the replicas' URLs, in Prisma's form} Default: none. */
        public List<String> getReplicas() {
            return replicas;
        }

        /**
         * Sets it.
         *
         * @param replicas as {@link #getReplicas} says
         */
        public void setReplicas(List<String> replicas) {
            this.replicas = replicas;
        }

        /**
         * {@return a query that says whether to wait: while its first value is neither 0, false nor NULL; null for
         * none}
         */
        public @Nullable String getThrottleQuery() {
            return throttleQuery;
        }

        /**
         * Sets it.
         *
         * @param throttleQuery as {@link #getThrottleQuery} says
         */
        public void setThrottleQuery(@Nullable String throttleQuery) {
            this.throttleQuery = throttleQuery;
        }

        /** {@return a file during whose existence it waits; null for none} */
        public @Nullable Path getPauseFile() {
            return pauseFile;
        }

        /**
         * Sets it.
         *
         * @param pauseFile as {@link #getPauseFile} says
         */
        public void setPauseFile(@Nullable Path pauseFile) {
            this.pauseFile = pauseFile;
        }

        /** {@return the time of day in which it runs, such as {@code 22:00-06:00}; null for always} */
        public @Nullable String getWindow() {
            return window;
        }

        /**
         * Sets it.
         *
         * @param window as {@link #getWindow} says
         */
        public void setWindow(@Nullable String window) {
            this.window = window;
        }

        /** {@return after which time it pauses; null for no end} */
        public @Nullable Duration getMaxTime() {
            return maxTime;
        }

        /**
         * Sets it.
         *
         * @param maxTime as {@link #getMaxTime} says
         */
        public void setMaxTime(@Nullable Duration maxTime) {
            this.maxTime = maxTime;
        }

        DataRunOptions options() {
            return DataRunOptions.ALL
                    .targetTime(targetTime)
                    .batchSize(batchSize)
                    .sleep(sleep)
                    .maxLoad(maxLoad)
                    .maxLag(maxLag, replicas)
                    .throttleQuery(throttleQuery)
                    .pauseFile(pauseFile)
                    .window(window)
                    .maxTime(maxTime);
        }
    }

    /** One of several databases. */
    public static class Database {

        private @Nullable String migrations;
        private final Datasource datasource = new Datasource();

        /** {@return where its migrations are, as {@link RefractProperties#getMigrations}; null for the same} */
        public @Nullable String getMigrations() {
            return migrations;
        }

        /**
         * Sets it.
         *
         * @param migrations as {@link #getMigrations} says
         */
        public void setMigrations(@Nullable String migrations) {
            this.migrations = migrations;
        }

        /** {@return which database that is} */
        public Datasource getDatasource() {
            return datasource;
        }
    }

    /** A database of its own for the migrations. */
    public static class Datasource {

        private @Nullable String bean;
        private @Nullable String url;
        private @Nullable String username;
        private @Nullable String password;

        /** {@return the name of the DataSource's bean, where there are several; null for the one or the primary} */
        public @Nullable String getBean() {
            return bean;
        }

        /**
         * Sets it.
         *
         * @param bean as {@link #getBean} says
         */
        public void setBean(@Nullable String bean) {
            this.bean = bean;
        }

        /** {@return a JDBC URL, or one in Prisma's form; null for the URL of the application's DataSource} */
        public @Nullable String getUrl() {
            return url;
        }

        /**
         * Sets it.
         *
         * @param url as {@link #getUrl} says
         */
        public void setUrl(@Nullable String url) {
            this.url = url;
        }

        /** {@return the user who migrates; null for the application's} */
        public @Nullable String getUsername() {
            return username;
        }

        /**
         * Sets it.
         *
         * @param username as {@link #getUsername} says
         */
        public void setUsername(@Nullable String username) {
            this.username = username;
        }

        /** {@return that user's password} */
        public @Nullable String getPassword() {
            return password;
        }

        /**
         * Sets it.
         *
         * @param password as {@link #getPassword} says
         */
        public void setPassword(@Nullable String password) {
            this.password = password;
        }
    }
}
