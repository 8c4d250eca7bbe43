package dev.refract.internal.online.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.migrate.DeployResult;
import dev.refract.migrate.PlannedMigration;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import dev.refract.testing.Deploys;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** Each statement that has a safe form leaves what the direct one leaves, to the last name. */
class SafeFormsTest {

    /** What the server calls a failure by. */
    private static final String CODE = "[0-9A-Z]{5}";

    private static final String TABLES = """
            CREATE TABLE "User" (id int PRIMARY KEY, email text, name text, age int, "teamId" int, data jsonb);
            CREATE TABLE "Team" (id int PRIMARY KEY, title varchar(20) NOT NULL, CONSTRAINT team_title CHECK (title <> ''));
            CREATE INDEX "User_name_idx" ON "User" (name);
            CREATE INDEX "User_age_idx" ON "User" (age);
            CREATE TABLE copy (id int, a int NOT NULL);
            CREATE TABLE log (id int NOT NULL, at date NOT NULL, note text, team int) PARTITION BY RANGE (at);
            CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
            CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (team);
            CREATE TABLE log_2_a PARTITION OF log_2 DEFAULT;
            CREATE TABLE log_old (id int NOT NULL, at date NOT NULL, note text, team int);
            CREATE TABLE parts (id int NOT NULL, team int) PARTITION BY RANGE (id);
            CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (1000);
            CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (1000) TO (2000);
            CREATE INDEX parts_team ON parts (team);
            CREATE TABLE copy_of_parts (id int NOT NULL, team int);
            CREATE TABLE beside (id int NOT NULL, team int, note text) PARTITION BY RANGE (id);
            CREATE TABLE beside_default PARTITION OF beside DEFAULT PARTITION BY RANGE (team);
            CREATE TABLE beside_default_a PARTITION OF beside_default DEFAULT;
            CREATE TABLE beside_1 PARTITION OF beside FOR VALUES FROM (0) TO (1000) PARTITION BY LIST (team);
            CREATE TABLE beside_1_default PARTITION OF beside_1 DEFAULT;
            CREATE TABLE beside_2 (id int NOT NULL, team int, note text);
            CREATE TABLE beside_1_a (id int NOT NULL, team int, note text);
            ALTER TABLE beside ADD CONSTRAINT beside_u UNIQUE (id, team) INCLUDE (note) WITH (fillfactor = 70) DEFERRABLE;
            CREATE INDEX ON beside (lower(note), team DESC) WHERE note <> 'a''b';
            CREATE UNIQUE INDEX beside_once ON beside (team, id, note) NULLS_NOT_DISTINCT;
            CREATE INDEX beside_there ON beside (note);
            CREATE INDEX ON beside_2 (note);
            CREATE INDEX beside_2_id_team_note_key ON beside_2 (team);
            CREATE TABLE hashed (id int PRIMARY KEY, note text) PARTITION BY HASH (id);
            CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            CREATE TABLE hashed_0 (id int NOT NULL, note text);
            CREATE TABLE keyed (id int NOT NULL, team int, "of" int, up int) PARTITION BY RANGE (id);
            CREATE TABLE keyed_1 PARTITION OF keyed FOR VALUES FROM (0) TO (1000);
            CREATE TABLE keyed_2 (up int, "of" int, team int, id int NOT NULL);
            ALTER TABLE keyed ADD CONSTRAINT k_team FOREIGN KEY (team) REFERENCES "Team" ON DELETE SET NULL;
            ALTER TABLE keyed ADD CONSTRAINT k_of FOREIGN KEY ("of") REFERENCES "Team" DEFERRABLE INITIALLY DEFERRED;
            ALTER TABLE keyed ADD CONSTRAINT k_up FOREIGN KEY (up) REFERENCES hashed;
            ALTER TABLE keyed ADD CONSTRAINT k_twice FOREIGN KEY (team) REFERENCES "Team" ON DELETE SET NULL;
            ALTER TABLE keyed_2 ADD CONSTRAINT there FOREIGN KEY (team) REFERENCES "Team" ON DELETE SET NULL;
            CREATE SCHEMA other;
            CREATE TABLE other."Na""me" (id int PRIMARY KEY, "a""b" int, long_long_long_long_long_long_long_long_long_name int);
            """;

    private static final String[] ROWS = {
        "INSERT INTO \"Team\" SELECT n, 't' || n FROM generate_series(0, 9) n",
        "INSERT INTO \"User\" SELECT n, n || '@x', 'n' || n, n, n % 10, '{}' FROM generate_series(1, 500) n",
        "INSERT INTO copy SELECT n, n FROM generate_series(1, 500) n",
        "INSERT INTO log SELECT n, date '2024-06-01' + n, 'n', n % 10 FROM generate_series(1, 500) n",
        "INSERT INTO log_old SELECT n, date '2023-01-01' + n % 300, 'n', n % 10 FROM generate_series(1, 500) n",
        "INSERT INTO beside SELECT n, n % 10 + 5, 'n' || n FROM generate_series(1, 900) n",
        "INSERT INTO beside SELECT n, n % 10, 'n' || n FROM generate_series(5000, 5500) n",
        "INSERT INTO beside_2 SELECT n, n % 10, 'n' || n FROM generate_series(1000, 1900) n",
        "INSERT INTO beside_1_a SELECT n, 3, 'n' || n FROM generate_series(1, 900) n",
        "INSERT INTO hashed_1 SELECT n, 'n' || n FROM generate_series(1, 900) n WHERE satisfies_hash_partition("
                + "'hashed'::regclass, 2, 1, n)",
        "INSERT INTO hashed_0 SELECT n, 'n' || n FROM generate_series(1, 900) n WHERE satisfies_hash_partition("
                + "'hashed'::regclass, 2, 0, n)",
        "INSERT INTO keyed_2 SELECT (SELECT min(id) FROM hashed), n % 10, n % 10, n FROM generate_series(1000, 1900) n",
        "INSERT INTO parts SELECT n, n % 10 FROM generate_series(1, 1900) n",
        "INSERT INTO other.\"Na\"\"me\" SELECT n, n, n FROM generate_series(1, 500) n"
    };

    /**
     * Which ways a migration's statements go, then the migration; then, where that differs, up to which version they go
     * which other way, or by which code the server refuses it.
     */
    private static final String[][] CASES = {
        {"safe", "CREATE INDEX \"User_email_idx\" ON \"User\" (email DESC) WHERE email IS NOT NULL"},
        {"safe", "CREATE UNIQUE INDEX \"User_email_key\" ON \"User\" (email) -- once"},
        {"safe", "CREATE INDEX ON \"User\" (lower(email), (age + 1), age, age)"},
        {"safe safe", "CREATE INDEX ON \"User\" (age); CREATE INDEX IF NOT EXISTS \"User_age_idx\" ON \"User\" (name)"},
        {"safe", "CREATE INDEX ON \"User\" USING gin (data)"},
        {"safe", "DROP INDEX \"User_name_idx\", \"User_age_idx\""},
        {"safe", "REINDEX TABLE \"User\""},
        {"safe", "REINDEX INDEX \"User_age_idx\""},
        {
            "safe",
            "ALTER TABLE \"User\" ADD CONSTRAINT \"User_teamId_fkey\" FOREIGN KEY (\"teamId\") REFERENCES \"Team\"(\"id\") ON DELETE "
                    + "SET NULL ON UPDATE CASCADE"
        },
        {"safe", "ALTER TABLE \"User\" ADD FOREIGN KEY (\"teamId\") REFERENCES \"Team\" DEFERRABLE INITIALLY DEFERRED"},
        {"safe", "ALTER TABLE \"User\" ADD CONSTRAINT positive CHECK (age > 0) -- always"},
        {"safe", "ALTER TABLE \"User\" ALTER COLUMN email SET NOT NULL, ALTER COLUMN age SET NOT NULL"},
        {"safe", "ALTER TABLE \"User\" ADD CONSTRAINT u UNIQUE (email, age) INCLUDE (name)"},
        {"safe", "ALTER TABLE \"User\" ADD UNIQUE NULLS NOT DISTINCT (email)", "14", "42601"},
        {
            "safe",
            "ALTER TABLE \"User\" ADD UNIQUE (email) INCLUDE (name) WITH (fillfactor = 70, deduplicate_items = off)"
        },
        {
            "safe",
            "ALTER TABLE \"User\" ADD CONSTRAINT u UNIQUE (email) WITH (fillfactor=70) USING INDEX TABLESPACE <space> DEFERRABLE INITIALLY DEFERRED"
        },
        {
            "safe",
            "ALTER TABLE \"User\" ADD UNIQUE NULLS NOT DISTINCT (email) USING INDEX TABLESPACE <space>",
            "14",
            "42601"
        },
        {"safe", "ALTER TABLE \"User\" ADD UNIQUE (email) USING INDEX TABLESPACE pg_default INITIALLY IMMEDIATE"},
        {
            "safe",
            "ALTER TABLE copy ADD PRIMARY KEY (id) INCLUDE (a) WITH (fillfactor=80) USING INDEX TABLESPACE <space> DEFERRABLE"
        },
        {"safe", "ALTER TABLE \"User\" ADD COLUMN u int UNIQUE WITH (fillfactor = 50) DEFERRABLE INITIALLY DEFERRED"},
        {
            "safe",
            "ALTER TABLE parts ADD UNIQUE (team, id) WITH (fillfactor = 60) USING INDEX TABLESPACE <space> DEFERRABLE",
            "14", // where <space> is the default one, which a partitioned table can't name
            "0A000"
        },
        {"safe", "ALTER TABLE log ADD PRIMARY KEY (at, team, id) WITH (fillfactor = 60)"},
        {"safe", "ALTER TABLE copy ADD PRIMARY KEY (id, a)"},
        {"safe", "ALTER TABLE copy ADD CONSTRAINT k PRIMARY KEY (id)"},
        {
            "safe",
            "ALTER TABLE \"User\" DROP COLUMN data, ADD COLUMN note TEXT NOT NULL DEFAULT '', ADD CONSTRAINT c CHECK (age > 0), ADD "
                    + "CONSTRAINT f FOREIGN KEY (\"teamId\") REFERENCES \"Team\"(id), ALTER COLUMN name DROP DEFAULT"
        },
        {"safe", "ALTER TABLE \"User\" ADD COLUMN team2 int REFERENCES \"Team\" (id), ADD COLUMN u int UNIQUE"},
        {"safe", "ALTER TABLE copy ALTER id SET NOT NULL, ALTER id ADD GENERATED BY DEFAULT AS IDENTITY"},
        {"brief", "ALTER TABLE \"User\" ADD COLUMN x int DEFAULT 3, DROP COLUMN age"},
        {"brief", "ALTER TABLE \"Team\" RENAME TO \"Teams\""},
        {"safe", "CREATE INDEX log_note ON log (note)"},
        {"safe", "CREATE INDEX ON log (note, team)"},
        {"safe", "ALTER TABLE log ALTER COLUMN note SET NOT NULL"},
        {"safe", "ALTER TABLE parts ADD CONSTRAINT parts_fk FOREIGN KEY (team) REFERENCES \"Team\"(id)"},
        {"safe", "ALTER TABLE parts ADD FOREIGN KEY (team) REFERENCES \"Team\"(id)"},
        {
            "safe",
            "ALTER TABLE parts ADD COLUMN x int, ADD CONSTRAINT parts_fk2 FOREIGN KEY (team) REFERENCES \"Team\"(id)"
        },
        {"safe", "ALTER TABLE parts ADD PRIMARY KEY (id)"},
        {"safe", "ALTER TABLE parts ADD CONSTRAINT u UNIQUE (team, id) INCLUDE (id) DEFERRABLE"},
        {"safe", "ALTER TABLE log ADD UNIQUE (at, team, id)"},
        {"safe", "ALTER TABLE \"User\" ADD UNIQUE (email) INCLUDE (name)"},
        {"safe", "CREATE INDEX ON \"User\" (age) INCLUDE (name)"},
        {"safe", "ALTER TABLE \"User\" ADD CHECK (age > 0), ADD CHECK (age <> id + 1000), ADD CHECK (age < 1000000)"},
        {
            "safe",
            "ALTER TABLE \"User\" ADD COLUMN c int DEFAULT 3 CHECK (c > 0) NOT NULL, ADD COLUMN d text CONSTRAINT named CHECK (d <> '')"
        },
        {
            "safe",
            "ALTER TABLE \"User\" ADD CHECK (c < 10), ADD COLUMN c int CHECK (c > 0) CHECK (c <> age) NO INHERIT, ADD CHECK (c > age)"
        },
        {"safe", "ALTER TABLE log ADD COLUMN c int CHECK (c > 0) REFERENCES \"Team\"", "17", "blocking"},
        {"safe", "ALTER TABLE \"User\" ADD COLUMN c int CHECK (c > 0) UNIQUE REFERENCES \"Team\" ON DELETE CASCADE"},
        {
            "safe brief",
            "ALTER TABLE \"User\" ADD CHECK (true); ALTER TABLE \"User\" ADD COLUMN IF NOT EXISTS age int CHECK (age > 7)"
        },
        {
            "safe safe",
            "ALTER TABLE \"User\" ADD UNIQUE (email), ADD UNIQUE (name); ALTER TABLE \"User\" ADD UNIQUE (email)"
        },
        {"safe safe", "DROP INDEX \"User_age_idx\"; CREATE INDEX ON \"User\" (age)"},
        {"brief safe", "ALTER TABLE copy RENAME TO other_copy; ALTER TABLE other_copy ADD UNIQUE (a)"},
        {
            "brief brief safe",
            "ALTER TABLE copy RENAME a TO b; ALTER TABLE copy ALTER b TYPE int, ADD COLUMN c varchar(9); ALTER TABLE copy ALTER c "
                    + "TYPE varchar(10), ADD CHECK (c <> '')"
        },
        {"safe", "ALTER TABLE log ATTACH PARTITION log_old FOR VALUES FROM ('2023-01-01') TO ('2024-01-01')"},
        {"safe", "ALTER TABLE beside ATTACH PARTITION beside_2 FOR VALUES FROM (1000) TO (2000)"},
        {"safe", "ALTER TABLE beside_1 ATTACH PARTITION beside_1_a FOR VALUES IN (3, 4)"},
        {"safe", "ALTER TABLE hashed ATTACH PARTITION hashed_0 FOR VALUES WITH (MODULUS 2, REMAINDER 0)"},
        {"safe", "ALTER TABLE keyed ATTACH PARTITION keyed_2 FOR VALUES FROM (1000) TO (2000)"},
        {
            "direct safe",
            "SET search_path TO other; ALTER TABLE public.keyed ATTACH PARTITION public.keyed_2 FOR VALUES FROM (1000) TO (2000)"
        },
        {"safe", "ALTER TABLE parts ATTACH PARTITION copy_of_parts DEFAULT"},
        {"safe", "ALTER TABLE log DETACH PARTITION log_1", "13", "brief"},
        {"brief", "DROP INDEX parts_team"},
        {"safe", "CREATE INDEX ON other.\"Na\"\"me\" (\"a\"\"b\", long_long_long_long_long_long_long_long_long_name)"},
        {"safe", "ALTER TABLE other.\"Na\"\"me\" ALTER COLUMN \"a\"\"b\" SET NOT NULL, ADD UNIQUE (\"a\"\"b\")"},
        {"direct safe", "SET search_path TO other, public; CREATE INDEX ON \"Na\"\"me\" (\"a\"\"b\")"},
        {"brief", "DROP TABLE copy"},
        {
            "brief brief",
            "CREATE TABLE \"Post\" (id int PRIMARY KEY, \"userId\" int REFERENCES \"User\"(id)); ALTER TABLE \"Post\" ADD "
                    + "CONSTRAINT t FOREIGN KEY (id) REFERENCES \"Team\"(id)"
        },
    };

    @OnPostgres
    void leavesWhatTheDirectFormLeaves(TestDatabase direct, TestDatabase safe, @TempDir Path folder)
            throws SQLException {
        each(direct, safe, folder, (one, other, expected) -> {
            if (expected.matches(CODE)) {
                assertThat(catchThrowableOfType(RefractException.class, () -> one.run("mode=off")))
                        .hasMessageContaining(expected);
                assertThat(catchThrowableOfType(RefractException.class, () -> other.run("mode=always")))
                        .hasMessageContaining(expected);
                return;
            }
            assertThat(ways(other.plan("mode=always"))).isEqualTo(expected);
            one.run("mode=off");
            other.run("mode=always");
            same(direct, safe);
            assertThat(safe.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NULL OR "
                            + "applied_steps_count <> 1 OR logs IS NOT NULL"))
                    .isEqualTo("0");
        });
    }

    /** At each step in its turn, the first time that it comes to it. */
    @OnPostgres
    void goesOnWhereItLostItsConnection(TestDatabase direct, TestDatabase safe, @TempDir Path folder)
            throws SQLException {
        AtomicInteger lost = new AtomicInteger();
        each(direct, safe, folder, (one, other, expected) -> {
            if (!expected.contains("safe")) {
                return;
            }
            one.run("mode=off");
            Set<String> seen = new HashSet<>();
            other.watch(event -> {
                if (event instanceof Event.StepStarted step && seen.add(step.statement() + step.sql())) {
                    lost.incrementAndGet();
                    endOthers(safe);
                }
            });
            boolean resumed = false;
            for (int runs = 0, before = -1; before < seen.size(); runs++) {
                before = seen.size();
                assertThat(runs).as(seen.toString()).isLessThan(50);
                resumed = runs > 0;
                try {
                    if (resumed) {
                        other.resume(OptionalInt.empty(), "mode=always");
                    } else {
                        other.run("mode=always");
                    }
                } catch (RefractException e) {
                    assertThat(e).hasMessageContaining("P1017");
                }
            }
            assertThat(resumed).isTrue();
            same(direct, safe);
            assertThat(safe.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NULL"))
                    .isEqualTo("0");
        });
        assertThat(lost.get()).isGreaterThan(100);
    }

    private static void endOthers(TestDatabase database) {
        try {
            database.query("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
                    + "current_database() AND pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One case: the deploys to both databases, and what is expected of it. */
    private interface Trying {
        void of(Deploys direct, Deploys safe, String expected) throws SQLException;
    }

    private static void each(TestDatabase direct, TestDatabase safe, Path folder, Trying trying) throws SQLException {
        int version = version(direct);
        String space = space(direct);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < CASES.length; i++) {
            reset(direct);
            reset(safe);
            Deploys one = deploys(direct, folder.resolve("direct" + i));
            Deploys other = deploys(safe, folder.resolve("safe" + i));
            String sql = CASES[i][1].replace("<space>", space);
            one.add(sql);
            other.add(sql);
            try {
                boolean differs = CASES[i].length > 2 && version <= Integer.parseInt(CASES[i][2]);
                trying.of(one, other, CASES[i][differs ? 3 : 0]);
            } catch (RuntimeException | AssertionError e) {
                wrong.add(sql + "\n  " + e.getMessage());
            }
        }
        assertThat(wrong).isEmpty();
        if (!space.equals("pg_default")) {
            reset(direct);
            reset(safe);
            direct.execute("DROP TABLESPACE " + space);
        }
    }

    private static void same(TestDatabase direct, TestDatabase safe) throws SQLException {
        assertThat(difference(direct.dump(), safe.dump())).isEmpty();
        assertThat(safe.query("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                .isEqualTo("0");
    }

    /** A tablespace of the test's own, where the server can have one without a folder for it. */
    private static String space(TestDatabase database) throws SQLException {
        if (version(database) < 15) {
            return "pg_default";
        }
        String space = "\"" + database.name() + " Space\"";
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET allow_in_place_tablespaces = on");
            statement.execute("CREATE TABLESPACE " + space + " LOCATION ''");
        }
        return space;
    }

    private static int version(TestDatabase database) throws SQLException {
        return Integer.parseInt(database.query("SHOW server_version_num")) / 10_000;
    }

    private static void reset(TestDatabase database) throws SQLException {
        database.execute("DROP SCHEMA IF EXISTS other CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }

    private static Deploys deploys(TestDatabase database, Path folder) throws SQLException {
        Deploys deploys = new Deploys(folder, database);
        deploys.add(TABLES.replace("NULLS_NOT_DISTINCT", version(database) < 15 ? "" : "NULLS NOT DISTINCT"));
        deploys.run("mode=off");
        for (String rows : ROWS) {
            database.execute(rows);
        }
        return deploys;
    }

    private static String ways(DeployResult plan) {
        return String.join(
                " ",
                plan.plan().get(0).routes().stream()
                        .map(PlannedMigration.Route::summary)
                        .toList());
    }

    private static String difference(String expected, String actual) {
        List<String> missing = new ArrayList<>(expected.lines().toList());
        actual.lines().forEach(missing::remove);
        List<String> extra = new ArrayList<>(actual.lines().toList());
        expected.lines().forEach(extra::remove);
        return missing.isEmpty() && extra.isEmpty() ? "" : "lacks " + missing + "\n  has " + extra;
    }
}
