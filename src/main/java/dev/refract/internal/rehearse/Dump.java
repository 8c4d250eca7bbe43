package dev.refract.internal.rehearse;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.history.Migration;
import dev.refract.internal.online.mysql.ToolFiles;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A dump of a database, restored by the server's own client: what {@code pg_dump} wrote in any of its formats, what
 * {@code mysqldump} or {@code mariadb-dump} wrote, an SQLite file or what its {@code .dump} wrote. Scripts may be
 * packed with gzip.
 */
record Dump(Path file) {

    private static final byte[] GZIP = {(byte) 0x1f, (byte) 0x8b};
    private static final byte[] PG_CUSTOM = ascii("PGDMP");
    private static final byte[] TAR = ascii("ustar");
    private static final int TAR_MAGIC_AT = 257;
    private static final byte[] SQLITE = ascii("SQLite format 3\0");

    /**
     * Lines that lead out of the scratch database: pg_dump --create and pg_dumpall, mysqldump --databases, and what
     * sets the whole server.
     */
    private static final Map<Dialect, Pattern> LEADS_OUT = Map.of(
            Dialect.POSTGRESQL,
                    Pattern.compile(
                            "(?i)\\s*(\\\\c(onnect)?\\b|(create|alter|drop)\\s+(database|role|user|tablespace)\\b|alter\\s+system\\b).*"),
            Dialect.MYSQL,
                    Pattern.compile(
                            "(?i)\\s*(/\\*!\\d*\\s*)?(use\\b|\\\\[ur]\\s|connect\\b|(create|alter|drop)\\s+(database|schema|user|role)\\b|grant\\b|revoke\\b|set\\s+(global|persist|@@global|@@persist)\\b).*"));

    /** How much of a line is looked at: what leads out is short, and so is all but the longest COPY. */
    private static final int LINE = 4096;

    /**
     * Errors that leave nothing out that a rehearsal needs: owners that this server does not have, settings of a newer
     * server.
     */
    private static final Pattern HARMLESS = Pattern.compile(
            "schema \".*\" already exists|role \".*\" does not exist|unrecognized configuration parameter|must be "
                    + "owner of extension");

    private static final Pattern ERROR = Pattern.compile("\\b(ERROR|FATAL|error):");
    private static final int SHOWN_ERRORS = 5;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether it is a script that needs no client: SQLite's is. */
    boolean isScript(Dialect dialect) {
        return dialect == Dialect.SQLITE && !startsWith(0, SQLITE);
    }

    /** The script's text. */
    String text() {
        try (InputStream in = open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Fills an empty database. */
    void restore(DatabaseUrl into, Listener listener) {
        switch (into.dialect()) {
            case POSTGRESQL -> restorePostgres(into, listener);
            case MYSQL -> restoreMysql(into);
            case SQLITE -> copy(Objects.requireNonNull(into.file()));
        }
    }

    private void restorePostgres(DatabaseUrl into, Listener listener) {
        boolean archive = Files.isDirectory(file) || startsWith(0, PG_CUSTOM) || startsWith(TAR_MAGIC_AT, TAR);
        Client client;
        if (archive) {
            client = new Client(
                    List.of(
                            "pg_restore",
                            "--no-owner",
                            "--no-privileges",
                            "--no-password",
                            "--dbname=" + into.database(),
                            file.toString()),
                    "postgresql-client");
        } else {
            requireInside(Dialect.POSTGRESQL);
            client = new Client(List.of("psql", "--no-psqlrc", "--quiet", "--no-password"), "postgresql-client");
        }
        ProcessBuilder builder = client.builder();
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(postgresEnvironment(into));
        Outcome outcome = client.run(builder, archive ? Optional.empty() : Optional.of(this::open));
        List<String> errors = outcome.lines().stream()
                .filter(line -> ERROR.matcher(line).find())
                .toList();
        List<String> harmful =
                errors.stream().filter(line -> !HARMLESS.matcher(line).find()).toList();
        if (!harmful.isEmpty() || outcome.exit() != 0 && errors.isEmpty()) {
            throw notRestored(client, harmful.isEmpty() ? outcome.lines() : harmful);
        }
        errors.forEach(line -> listener.on(new Event.Warning("While the dump was restored: " + line)));
    }

    private static Map<String, String> postgresEnvironment(DatabaseUrl into) {
        Map<String, String> environment = new java.util.HashMap<>();
        environment.put("PGHOST", into.host());
        environment.put("PGPORT", String.valueOf(into.port()));
        environment.put("PGUSER", into.user());
        environment.put("PGDATABASE", into.database());
        environment.put("PGSSLMODE", into.verifiesHost() ? "verify-full" : into.requiresTls() ? "require" : "prefer");
        environment.put("PGSSLROOTCERT", into.authority().map(Path::toString).orElse("system"));
        if (!into.verifiesHost()) {
            environment.remove("PGSSLROOTCERT");
        }
        environment.put(
                "PGCONNECT_TIMEOUT", String.valueOf(into.connectTimeout().toSeconds()));
        if (into.password() != null) {
            environment.put("PGPASSWORD", into.password());
        }
        return environment;
    }

    private void restoreMysql(DatabaseUrl into) {
        requireInside(Dialect.MYSQL);
        try (ToolFiles files = ToolFiles.write(into)) {
            Client client = new Client(
                    List.of(mysqlClient(), "--defaults-file=" + files.defaults(), "--database=" + into.database()),
                    "mysql-client or mariadb-client");
            ProcessBuilder builder = client.builder();
            builder.environment().keySet().removeIf(name -> name.startsWith("MYSQL"));
            // Otherwise the client also reads ~/.mylogin.cnf, which may name another server.
            builder.environment()
                    .put(
                            "MYSQL_TEST_LOGIN_FILE",
                            files.defaults().resolveSibling("none").toString());
            Outcome outcome = client.run(builder, Optional.of(this::open));
            if (outcome.exit() != 0) {
                throw notRestored(client, outcome.lines());
            }
        }
    }

    /** MySQL's own client where there is one; MariaDB's calls itself by both names. */
    private static String mysqlClient() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(java.io.File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "mysql")))
                ? "mysql"
                : "mariadb";
    }

    private void copy(Path to) {
        try {
            Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
            Path log = file.resolveSibling(file.getFileName() + "-wal");
            if (Files.exists(log)) {
                Files.copy(log, to.resolveSibling(to.getFileName() + "-wal"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static RefractException notRestored(Client client, List<String> lines) {
        String shown = String.join("\n", lines.subList(0, Math.min(SHOWN_ERRORS, lines.size())));
        return new RefractException(
                null,
                "The dump could not be restored; " + client.command().get(0) + " says:\n" + shown
                        + (lines.size() > SHOWN_ERRORS
                                ? "\n(and " + (lines.size() - SHOWN_ERRORS) + " more lines)"
                                : ""),
                "Take the dump with a client of this server's version or newer, of one database only, and try again.");
    }

    /** Before anything of it runs: a script that changes to another database would be restored into that one. */
    private void requireInside(Dialect dialect) {
        Pattern leadsOut = Objects.requireNonNull(LEADS_OUT.get(dialect));
        boolean data = false;
        long number = 0;
        try (InputStream in = new BufferedInputStream(open(), 1 << 16)) {
            for (String line = head(in); line != null; line = head(in)) {
                number++;
                if (data) {
                    data = !line.equals("\\.");
                } else if (leadsOut.matcher(line).matches()) {
                    throw new RefractException(
                            null,
                            file + ":" + number
                                    + " leads out of the scratch database, so nothing of the dump was restored:\n    "
                                    + line.strip(),
                            dialect == Dialect.POSTGRESQL
                                    ? "Take the dump of one database, without --create: pg_dump DATABASE"
                                    : "Take the dump of one database, without --databases: mysqldump "
                                            + "--single-transaction --set-gtid-purged=OFF DATABASE");
                } else {
                    data = dialect == Dialect.POSTGRESQL
                            && line.startsWith("COPY ")
                            && line.stripTrailing().endsWith("FROM stdin;");
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The beginning of the next line; null after the last. */
    private static @Nullable String head(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        for (; c >= 0 && c != '\n'; c = in.read()) {
            if (line.length() < LINE) {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private InputStream open() throws IOException {
        InputStream in = Files.newInputStream(file);
        return startsWith(0, GZIP) ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private boolean startsWith(int at, byte[] magic) {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(at);
            return Arrays.equals(in.readNBytes(magic.length), magic);
        } catch (java.io.EOFException e) {
            return false;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private RefractException unreadable(IOException e) {
        return new RefractException(
                null,
                "Could not read the dump " + file + ": " + Migration.reason(e) + ".",
                "Name a file that pg_dump, mysqldump or mariadb-dump wrote, or an SQLite database: --from-dump FILE",
                e);
    }

    /** What a client left behind. */
    private record Outcome(int exit, List<String> lines) {}

    /** Opens what a client reads. */
    private interface Source {
        InputStream open() throws IOException;
    }

    /** A server's own client, and the packages that bring it. */
    private record Client(List<String> command, String packages) {

        ProcessBuilder builder() {
            return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }

        Outcome run(ProcessBuilder builder, Optional<Source> input) {
            Process process = start(builder);
            try {
                CompletableFuture<List<String>> lines = background(() -> errors(process));
                CompletableFuture<Void> fed = background(() -> feed(process, input));
                int exit = process.waitFor();
                Outcome outcome = new Outcome(exit, lines.join());
                if (exit == 0) {
                    fed.join();
                }
                return outcome;
            } catch (InterruptedException e) {
                throw new InterruptedRefractException(
                        "Interrupted while the dump was restored. The scratch database is dropped.",
                        "Run the command again.");
            } catch (java.util.concurrent.CompletionException e) {
                throw new RefractException(
                        null,
                        "The dump could not be read to its end: "
                                + Objects.requireNonNullElse(e.getCause(), e).getMessage(),
                        "Check the file, and try again.",
                        e);
            } finally {
                process.destroyForcibly();
            }
        }

        private Process start(ProcessBuilder builder) {
            try {
                return builder.start();
            } catch (IOException e) {
                throw new RefractException(
                        null,
                        "Restoring this dump takes " + command.get(0) + ", which could not be started: "
                                + e.getMessage(),
                        "Install it (packages: " + packages
                                + "), of the server's version or newer, or put it on the PATH.",
                        e);
            }
        }

        private static List<String> errors(Process process) throws IOException {
            List<String> lines = new ArrayList<>();
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            }
            return lines;
        }

        private static Void feed(Process process, Optional<Source> input) throws IOException {
            try (OutputStream out = process.getOutputStream()) {
                if (input.isPresent()) {
                    try (InputStream in = input.get().open()) {
                        in.transferTo(out);
                    }
                }
            }
            return null;
        }

        private interface Task<T> {
            T run() throws IOException;
        }

        private static <T> CompletableFuture<T> background(Task<T> task) {
            CompletableFuture<T> result = new CompletableFuture<>();
            Thread thread = new Thread(
                    () -> {
                        try {
                            result.complete(task.run());
                        } catch (IOException | RuntimeException e) {
                            result.completeExceptionally(e);
                        }
                    },
                    "refract-dump");
            thread.setDaemon(true);
            thread.start();
            return result;
        }
    }
}
