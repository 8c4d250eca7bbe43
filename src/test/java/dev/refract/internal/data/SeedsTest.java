package dev.refract.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.Refract;
import dev.refract.data.DataRunOptions;
import dev.refract.data.DataState;
import dev.refract.data.DataStatus;
import dev.refract.migrate.DeployOptions;
import dev.refract.testing.Fixture;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What data migrations are written for most, in {@code fixtures/seeds}: a status for rows that have none, ids by name,
 * orphans that are archived and deleted, e-mails in lower case; each before the constraint that needs it.
 */
class SeedsTest {

    private static final String INIT = "20240101000000_init";
    private static final String REQUIRED = "20240301000000_required";
    private static final List<String> TABLES = List.of("users", "authors", "posts", "comments", "comments_archive");
    private static final DataRunOptions SMALL = DataRunOptions.ALL.batchSize(7);

    @OnEveryDatabase
    void upVerifiedDownAndUpBeforeTheConstraints(TestDatabase database) throws Exception {
        Path project = Fixture.seeds(database.dialect());
        Refract refract = Refract.configure()
                .url(database.url())
                .migrations(project.resolve("migrations"))
                .environment(Map.of())
                .build();
        refract.deploy(DeployOptions.DEFAULT.to(INIT));
        load(database, project);
        String before = rows(database);
        assertThatThrownBy(refract::deploy)
                .hasMessageContainingAll(REQUIRED, "20240201000000_user_status", "refract data run");

        refract.data().run(SMALL);
        changed(database);
        assertThat(refract.data().verify(List.of()).values()).containsExactly(0L, 0L, 0L, 0L);
        String after = rows(database);

        for (DataStatus.Entry entry : refract.data().status().migrations()) {
            assertThat(entry.state()).isEqualTo(DataState.DONE);
            refract.data().down(entry.name(), SMALL);
        }
        assertThat(rows(database)).isEqualTo(before);

        refract.data().run(SMALL);
        assertThat(rows(database)).isEqualTo(after);
        assertThat(refract.deploy().applied()).containsExactly(REQUIRED);
        assertThat(rows(database)).isEqualTo(after);
        assertThatThrownBy(() -> database.execute("UPDATE users SET status = NULL WHERE id = 3"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> refract.data().down("20240201000000_user_status", SMALL))
                .hasMessageContaining(REQUIRED);
    }

    private static void changed(TestDatabase database) throws SQLException {
        assertThat(database.query("SELECT status, count(*) FROM users GROUP BY status ORDER BY status"))
                .isEqualTo("active|32\nblocked|8");
        assertThat(database.query("SELECT author_name, author_id, count(*) FROM posts GROUP BY author_name, author_id "
                        + "ORDER BY author_id"))
                .isEqualTo("Ada|1|10\nZoë|2|10\nO'Brien|3|10");
        assertThat(database.query("SELECT count(*) FROM comments")).isEqualTo("23");
        assertThat(database.query("SELECT id FROM comments_archive ORDER BY id"))
                .isEqualTo("4\n8\n12\n16\n20\n24\n28\n31\n32");
        assertThat(database.query("SELECT email, email_before FROM users WHERE id IN (3, 9, 12) ORDER BY id"))
                .isEqualTo(
                        "user1@example.com|null\nuser3@example.com|User3@example.com\nuser4@example.com|user4@Example.com");
    }

    private static void load(TestDatabase database, Path project) throws IOException, SQLException {
        for (String statement :
                Files.readString(project.resolveSibling("rows.sql")).split(";\n", -1)) {
            if (!statement.isBlank()) {
                database.execute(statement);
            }
        }
    }

    private static String rows(TestDatabase database) {
        return TABLES.stream()
                .map(table -> {
                    try {
                        return table + "\n" + database.query("SELECT * FROM " + table + " ORDER BY id");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .collect(Collectors.joining("\n"));
    }
}
