package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.data.jdbc.DataJdbcTest;
import org.springframework.boot.test.autoconfigure.jdbc.AutoConfigureTestDatabase;
import org.springframework.boot.test.autoconfigure.jdbc.JdbcTest;
import org.springframework.boot.test.autoconfigure.jooq.JooqTest;
import org.springframework.boot.test.autoconfigure.orm.jpa.DataJpaTest;
import org.springframework.jdbc.core.JdbcTemplate;

/** Boot's slices: the migrations run in each, and only they can have made the tables. */
class SlicesTest {

    @Nested
    @DataJpaTest
    @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
    class Jpa {
        @Test
        void theTablesAreThere(@Autowired Notes notes) {
            assertThat(notes.findAll()).extracting(note -> note.text).containsExactly("from a migration");
        }
    }

    @Nested
    @JdbcTest
    @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
    class Jdbc {
        @Test
        void theTablesAreThere(@Autowired JdbcTemplate jdbc) {
            assertThat(jdbc.queryForList("SELECT text FROM note", String.class)).containsExactly("from a migration");
        }
    }

    @Nested
    @DataJdbcTest
    @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
    class DataJdbc {
        @Test
        void theTablesAreThere(@Autowired JdbcTemplate jdbc) {
            assertThat(jdbc.queryForList("SELECT text FROM note", String.class)).containsExactly("from a migration");
        }
    }

    @Nested
    @JooqTest
    @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
    class Jooq {
        @Test
        void theTablesAreThere(@Autowired DSLContext sql) {
            assertThat(sql.fetchValues("SELECT text FROM note")).isEqualTo(List.of("from a migration"));
        }
    }
}
