package dev.refract.internal.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    private static final List<String> NAMES = List.of(
            "20240115093000_init", "20240122141530_profiles_and_tags", "20240205101112_comments", "20240205101113_tag");

    @ParameterizedTest
    @CsvSource({
        "20240115093000_inti,20240115093000_init",
        "20240115093000-init,20240115093000_init",
        "2024011509300_init,20240115093000_init",
        "init,20240115093000_init",
        "20240122141530,20240122141530_profiles_and_tags",
        "Profiles,20240122141530_profiles_and_tags",
        "prisma/migrations/20240205101112_comments/,20240205101112_comments",
        "prisma/migrations/20240205101112_comments/migration.sql,20240205101112_comments",
        "tag,",
        "2024,",
        "in,",
        "20250101000000_other,",
        "'',",
    })
    void aNameIsMeantWhereOneAloneComesIntoQuestion(String typed, String meant) {
        assertThat(Nearest.name(typed, NAMES).orElse(null)).isEqualTo(meant);
    }
}
