package dev.refract.spring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The properties {@code refract.*}; META-INF/spring-configuration-metadata.json describes them for completion. */
@ConfigurationProperties("refract")
public class RefractProperties {

    private boolean enabled;
    private String migrations = "classpath:prisma/migrations";
    private Duration lockWait = Duration.ofMinutes(5);
    private Duration lockTimeout;
    private Duration statementTimeout;
    private int lockRetries;
    private final Datasource datasource = new Datasource();

    /** Whether migrations run at the application's start. Default: false. */
    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    /** Where the migrations are: {@code classpath:} and a folder of the class path, or a folder's path. */
    public String getMigrations() {
        return migrations;
    }

    public void setMigrations(String migrations) {
        this.migrations = migrations;
    }

    /**
     * How long an instance waits while another one migrates. Default: 5 minutes, since several instances start at once.
     */
    public Duration getLockWait() {
        return lockWait;
    }

    public void setLockWait(Duration lockWait) {
        this.lockWait = lockWait;
    }

    /** How long a statement waits for each lock; null for what the server is set to. */
    public Duration getLockTimeout() {
        return lockTimeout;
    }

    public void setLockTimeout(Duration lockTimeout) {
        this.lockTimeout = lockTimeout;
    }

    /** How long a statement runs; null for what the server is set to. */
    public Duration getStatementTimeout() {
        return statementTimeout;
    }

    public void setStatementTimeout(Duration statementTimeout) {
        this.statementTimeout = statementTimeout;
    }

    /** How often a migration that only failed to get a lock is tried again. Default: 0. */
    public int getLockRetries() {
        return lockRetries;
    }

    public void setLockRetries(int lockRetries) {
        this.lockRetries = lockRetries;
    }

    /** Another user for the migrations than the application's. */
    public Datasource getDatasource() {
        return datasource;
    }

    /** A database of its own for the migrations. */
    public static class Datasource {

        private String url;
        private String username;
        private String password;

        /** A JDBC URL, or one in Prisma's form; null for the URL of the application's DataSource. */
        public String getUrl() {
            return url;
        }

        public void setUrl(String url) {
            this.url = url;
        }

        /** The user who migrates; null for the application's. */
        public String getUsername() {
            return username;
        }

        public void setUsername(String username) {
            this.username = username;
        }

        /** That user's password. */
        public String getPassword() {
            return password;
        }

        public void setPassword(String password) {
            this.password = password;
        }
    }
}
