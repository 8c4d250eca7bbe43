package dev.refract.testing;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The servers of one test run: each is looked for when a test first wants it, and stopped after the last one. */
final class Servers implements AutoCloseable {

    private static final String NAMES_IN_USE =
            "rt" + Long.toString(ProcessHandle.current().pid(), 36) + "_"
                    + Long.toString(System.currentTimeMillis(), 36) + "_";

    private final Map<Kind, Lazy> servers = new EnumMap<>(Kind.class);
    private int databases;

    Servers() {
        for (Kind kind : Kind.values()) {
            servers.put(kind, new Lazy(kind));
        }
    }

    /** An empty database that no other test knows of; its name is no other run's either, as a server may be shared. */
    TestDatabase freshDatabase(Kind kind) {
        String name = NAMES_IN_USE + nextNumber();
        if (kind == Kind.SQLITE) {
            return SqliteDatabase.create(name);
        }
        Server server = require(kind).orElseThrow();
        return kind == Kind.POSTGRES ? PostgresDatabase.create(server, name) : MysqlDatabase.create(server, name);
    }

    /** The server of a kind; empty for SQLite, which has none. Skips the test where there is none. */
    Optional<Server> require(Kind kind) {
        return kind == Kind.SQLITE
                ? Optional.empty()
                : servers.get(kind)
                        .server()
                        .or(() -> Missing.skip(servers.get(kind).missing()));
    }

    private synchronized int nextNumber() {
        return ++databases;
    }

    @Override
    public void close() {
        servers.values().forEach(Lazy::stop);
    }

    private static final class Lazy {

        private final Kind kind;
        private final List<String> failures = new ArrayList<>();
        private Optional<Server> server;

        Lazy(Kind kind) {
            this.kind = kind;
        }

        synchronized Optional<Server> server() {
            if (server == null) {
                server = ServerSource.find(kind, failures::add);
                System.out.println("Tests: " + kind.label()
                        + server.map(s -> ", " + s.describe()).orElse(" is not available"));
            }
            return server;
        }

        /** What is missing, why, and what to do. */
        synchronized String missing() {
            return "no " + kind.label() + " server; set TEST_" + kind.name() + "_URL or start Docker"
                    + String.join(
                            "", failures.stream().map(failure -> "\n" + failure).toList()) + "\n";
        }

        synchronized void stop() {
            if (server != null) {
                server.ifPresent(Server::stop);
            }
        }
    }
}
