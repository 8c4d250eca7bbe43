package dev.refract.migrate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How to deploy. Immutable: start from {@link #DEFAULT}, and name what is to be otherwise.
 *
 * <pre>{@code
 * refract.deploy(DeployOptions.DEFAULT.dryRun(true).to("20260102030405_add_users"));
 * }</pre>
 */
public final class DeployOptions {

    /** Apply all that is pending, as Prisma does. */
    public static final DeployOptions DEFAULT =
            new DeployOptions(false, null, TransactionMode.AUTO, List.of(), null, false, null, DataMode.REQUIRE, null);

    private final boolean dryRun;
    private final @Nullable String to;
    private final TransactionMode transaction;
    private final List<String> online;
    private final @Nullable Resume resume;
    private final boolean requireDown;
    private final @Nullable LintMode lint;
    private final DataMode data;
    private final @Nullable DriftMode drift;

    private DeployOptions(
            boolean dryRun,
            @Nullable String to,
            TransactionMode transaction,
            List<String> online,
            @Nullable Resume resume,
            boolean requireDown,
            @Nullable LintMode lint,
            DataMode data,
            @Nullable DriftMode drift) {
        this.dryRun = dryRun;
        this.to = to;
        this.transaction = transaction;
        this.online = online;
        this.resume = resume;
        this.requireDown = requireDown;
        this.lint = lint;
        this.data = data;
        this.drift = drift;
    }

    /**
     * Where to resume a failed migration.
     *
     * @param at the statement's number, from 1; empty for the one that failed
     */
    public record Resume(OptionalInt at) {

        /** At the statement that failed, as the ledger tells. */
        public static final Resume AT_FAILURE = new Resume(OptionalInt.empty());

        /**
         * At another statement.
         *
         * @param statement its number in the script, from 1; a number that the script does not have ends the deploy
         *     before anything runs
         * @return where to resume
         */
        public static Resume at(int statement) {
            return new Resume(OptionalInt.of(statement));
        }
    }

    /**
     * Whether to say what would run, and change nothing.
     *
     * @param dryRun default false
     * @return these options with that one
     */
    public DeployOptions dryRun(boolean dryRun) {
        return new DeployOptions(dryRun, to, transaction, online, resume, requireDown, lint, data, drift);
    }

    /**
     * The last migration to apply.
     *
     * @param migration its folder's whole name; null, the default, for all. A name that is not there ends the deploy
     *     with P3017.
     * @return these options with that one
     */
    public DeployOptions to(@Nullable String migration) {
        return new DeployOptions(dryRun, migration, transaction, online, resume, requireDown, lint, data, drift);
    }

    /**
     * How scripts are cut into transactions.
     *
     * @param transaction default {@link TransactionMode#AUTO}; not null. A mode that a script can't run in ends the
     *     deploy before anything runs.
     * @return these options with that one
     */
    public DeployOptions transaction(TransactionMode transaction) {
        return new DeployOptions(
                dryRun, to, Objects.requireNonNull(transaction), online, resume, requireDown, lint, data, drift);
    }

    /**
     * Settings for large tables that win over every other.
     *
     * @param settings each {@code key=value} with a key of {@code [online]} in refract.toml; default none; not null.
     *     One that is not valid ends the deploy before anything runs.
     * @return these options with those alone
     */
    public DeployOptions online(List<String> settings) {
        return new DeployOptions(
                dryRun, to, transaction, List.copyOf(settings), resume, requireDown, lint, data, drift);
    }

    /**
     * Resumes the migration that failed.
     *
     * @param resume where; null, the default, for not at all: a failed migration then stops the deploy with P3009
     * @return these options with that one
     */
    public DeployOptions resume(@Nullable Resume resume) {
        return new DeployOptions(dryRun, to, transaction, online, resume, requireDown, lint, data, drift);
    }

    /**
     * Whether to apply nothing where a pending migration has no down.sql, or one that is not finished.
     *
     * @param requireDown default false
     * @return these options with that one
     */
    public DeployOptions requireDown(boolean requireDown) {
        return new DeployOptions(dryRun, to, transaction, online, resume, requireDown, lint, data, drift);
    }

    /**
     * What to do with what {@code lint} says of the pending migrations. It is asked before anything runs.
     *
     * @param lint null, the default, for what refract.toml says, and off without it. {@link LintMode#REFUSE} ends a
     *     deploy with an error among its findings before the database is changed in any way.
     * @return these options with that one
     */
    public DeployOptions lint(@Nullable LintMode lint) {
        return new DeployOptions(dryRun, to, transaction, online, resume, requireDown, lint, data, drift);
    }

    /**
     * What to do where a pending migration needs a data migration that is not done.
     *
     * @param data default {@link DataMode#REQUIRE}, which changes nothing then; not null. Without a folder of data
     *     migrations it does not matter.
     * @return these options with that one
     */
    public DeployOptions data(DataMode data) {
        return new DeployOptions(
                dryRun, to, transaction, online, resume, requireDown, lint, Objects.requireNonNull(data), drift);
    }

    /**
     * What to do where the database differs from what its applied migrations make, which is asked on a scratch database
     * before anything is changed.
     *
     * @param drift null, the default, for what refract.toml says: {@code [drift] deploy}, else {@link DriftMode#OFF}
     * @return these options with that one
     */
    public DeployOptions drift(@Nullable DriftMode drift) {
        return new DeployOptions(dryRun, to, transaction, online, resume, requireDown, lint, data, drift);
    }

    /**
     * Whether nothing is changed.
     *
     * @return as {@link #dryRun(boolean)} was told
     */
    public boolean dryRun() {
        return dryRun;
    }

    /**
     * The last migration to apply.
     *
     * @return its name; empty for all
     */
    public Optional<String> to() {
        return Optional.ofNullable(to);
    }

    /**
     * How scripts are cut into transactions.
     *
     * @return as {@link #transaction(TransactionMode)} was told
     */
    public TransactionMode transaction() {
        return transaction;
    }

    /**
     * Settings for large tables.
     *
     * @return each {@code key=value}
     */
    public List<String> online() {
        return online;
    }

    /**
     * Where to resume a failed migration.
     *
     * @return empty for not at all
     */
    public Optional<Resume> resume() {
        return Optional.ofNullable(resume);
    }

    /**
     * Whether every pending migration must have a way back.
     *
     * @return as {@link #requireDown(boolean)} was told
     */
    public boolean requireDown() {
        return requireDown;
    }

    /**
     * What is done with what lint says.
     *
     * @return as {@link #lint(LintMode)} was told; empty for what refract.toml says
     */
    public Optional<LintMode> lint() {
        return Optional.ofNullable(lint);
    }

    /**
     * What is done where a pending migration needs a data migration that is not done.
     *
     * @return as {@link #data(DataMode)} was told
     */
    public DataMode data() {
        return data;
    }

    /**
     * What is done where the database differs from what its applied migrations make.
     *
     * @return as {@link #drift(DriftMode)} was told; empty for what refract.toml says
     */
    public Optional<DriftMode> drift() {
        return Optional.ofNullable(drift);
    }
}
