package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The database is a container's: no URL anywhere. */
@DataJpaTest(properties = "spring.datasource.url=jdbc:postgresql://nobody.invalid/none")
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
class ServiceConnectionTest {

    @TestConfiguration
    static class Containers {
        @Bean
        @ServiceConnection
        PostgreSQLContainer postgres() {
            return new PostgreSQLContainer(DockerImageName.parse(System.getProperty("test.postgres.image"))
                    .asCompatibleSubstituteFor("postgres"));
        }
    }

    @Test
    void theContainersDatabaseIsMigrated(@Autowired Notes notes) {
        assertThat(notes.findAll()).extracting(note -> note.text).containsExactly("from a migration");
    }
}
