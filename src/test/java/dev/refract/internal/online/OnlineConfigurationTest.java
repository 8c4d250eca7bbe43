package dev.refract.internal.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.internal.online.OnlineConfiguration.MigrationFile;
import dev.refract.internal.online.OnlineSettings.ForeignKeysMethod;
import dev.refract.internal.online.OnlineSettings.Mode;
import dev.refract.internal.project.RefractToml;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnlineConfigurationTest {

    private static OnlineConfiguration read(String toml) {
        return OnlineConfiguration.read(RefractToml.parse("refract.toml", toml), Map.of(), List.of());
    }

    private static MigrationFile migration(String toml) {
        return MigrationFile.read(RefractToml.parse("migrations/1_a/refract.toml", toml));
    }

    @Test
    void defaults() {
        assertThat(OnlineSettings.DEFAULTS)
                .isEqualTo(new OnlineSettings(
                        Mode.AUTO,
                        "pt-online-schema-change",
                        1_000_000,
                        1L << 30,
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(1),
                        false,
                        true,
                        false,
                        "Threads_running=25",
                        "Threads_running=50",
                        1,
                        List.of(),
                        0.5,
                        0,
                        ForeignKeysMethod.REBUILD_CONSTRAINTS,
                        true,
                        List.of(),
                        Map.of("lock_wait_timeout", "1"),
                        false));
        assertThat(OnlineConfiguration.NONE.of("t", MigrationFile.NONE)).isEqualTo(OnlineSettings.DEFAULTS);
    }

    @Test
    void everyKeyCanStandInTheFile() {
        OnlineSettings settings = read("""
                [online]
                mode = "always"
                tool = "/opt/pt-osc"
                min_rows = 10
                min_bytes = 20
                lock_timeout = "500ms"
                patience = "2min"
                show_values = true
                max_blocking = 7
                try_instant = false
                try_inplace = true
                max_load = "Threads_running=5,Threads_connected:9"
                critical_load = "Threads_running=6"
                max_lag = 2.5
                check_replicas = ["h=replica,P=3307"]
                chunk_time = 1
                sleep = 0.25
                alter_foreign_keys_method = "drop_swap"
                drop_old_table = false
                extra_args = ["--preserve-triggers"]
                allow_unique = true
                [online.set_vars]
                lock_wait_timeout = 5
                """).of("t", MigrationFile.NONE);
        assertThat(settings)
                .isEqualTo(new OnlineSettings(
                        Mode.ALWAYS,
                        "/opt/pt-osc",
                        10,
                        20,
                        Duration.ofMillis(500),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(7),
                        true,
                        false,
                        true,
                        "Threads_running=5,Threads_connected:9",
                        "Threads_running=6",
                        2.5,
                        List.of("h=replica,P=3307"),
                        1,
                        0.25,
                        ForeignKeysMethod.DROP_SWAP,
                        false,
                        List.of("--preserve-triggers"),
                        Map.of("lock_wait_timeout", "5"),
                        true));
    }

    @Test
    void theMoreParticularAndTheNearerWins() {
        String toml = "[online]\nmin_rows = 1\n[[online.table]]\nname = \"t\"\nmin_rows = 3\n";
        Map<String, String> environment = Map.of("REFRACT_ONLINE_MIN_ROWS", "2");
        OnlineConfiguration file =
                OnlineConfiguration.read(RefractToml.parse("refract.toml", toml), environment, List.of());
        assertThat(read(toml).of("other", MigrationFile.NONE).minRows()).isEqualTo(1);
        assertThat(file.of("other", MigrationFile.NONE).minRows()).isEqualTo(2);
        assertThat(file.of("t", MigrationFile.NONE).minRows()).isEqualTo(3);
        assertThat(file.of("t", migration("min_rows = 4")).minRows()).isEqualTo(4);
        OnlineConfiguration flagged =
                OnlineConfiguration.read(RefractToml.parse("refract.toml", toml), environment, List.of("min-rows=5"));
        assertThat(flagged.of("t", migration("min_rows = 4")).minRows()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"never,OFF", "auto,AUTO", "always,ALWAYS"})
    void aMigrationSaysWhetherItGoesOnline(String online, Mode mode) {
        assertThat(OnlineConfiguration.NONE
                        .of("t", migration("online = \"" + online + "\""))
                        .mode())
                .isEqualTo(mode);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode = \"on\"|online.mode in refract.toml line 2 must be auto, off or always.",
                "min_rows = -1|online.min_rows in refract.toml line 2 must be a whole number from 0, in rows.",
                "min_rowz = 1|Did you mean online.min_rows?",
                "max_load = \"Threads_running=5;rm\"|online.max_load in refract.toml line 2 must be status variables and "
                        + "their limits, comma-separated.",
                "extra_args = [\"--password=x\"]|online.extra_args in refract.toml line 2 must not hold --password=…: "
                        + "Refract decides that itself.",
                "extra_args = [\"-p\"]|write each argument as --name=value",
                "extra_args = [\"--no-swap-tables\"]|Refract decides that itself",
                "check_replicas = [\"h=r,p=secret\"]|must not hold a password (p=)",
                "alter_foreign_keys_method = \"none\"|must be rebuild_constraints, drop_swap or refuse",
            })
    void whatIsWrongIsNamed(String line, String message) {
        assertThatThrownBy(() -> read("[online]\n" + line)).hasMessageContaining(message);
    }

    @Test
    void aSecretInExtraArgsIsNotRepeated() {
        assertThatThrownBy(() -> read("[online]\nextra_args = [\"--password=hunter2\"]"))
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void tablesNeedANameThatIsTheirsAlone() {
        assertThatThrownBy(() -> read("[[online.table]]\nmin_rows = 3\n"))
                .hasMessageContaining("online.table.name in refract.toml is missing");
        assertThatThrownBy(() -> read("[[online.table]]\nname = \"t\"\n[[online.table]]\nname = \"t\"\n"))
                .hasMessageContaining("twice for \"t\"");
        assertThatThrownBy(() -> read("[[online.table]]\nname = \"t\"\nmode_ = \"off\"\n"))
                .hasMessageContaining("Did you mean online.table.mode");
    }

    @Test
    void variablesAndFlagsAreText() {
        OnlineConfiguration configuration = OnlineConfiguration.read(
                RefractToml.parse("refract.toml", ""),
                Map.of(
                        "REFRACT_ONLINE_SET_VARS",
                        "lock_wait_timeout=2, innodb_lock_wait_timeout=3",
                        "REFRACT_ONLINE_TRY_INSTANT",
                        "no"),
                List.of("extra_args=--statistics,--chunk-index=PRIMARY", "sleep=0.1"));
        OnlineSettings settings = configuration.of("t", MigrationFile.NONE);
        assertThat(settings.setVars()).isEqualTo(Map.of("lock_wait_timeout", "2", "innodb_lock_wait_timeout", "3"));
        assertThat(settings.tryInstant()).isFalse();
        assertThat(settings.extraArgs()).containsExactly("--statistics", "--chunk-index=PRIMARY");
        assertThat(settings.sleep()).isEqualTo(0.1);
    }

    @Test
    void aFlagThatIsWrongIsNamed() {
        RefractToml none = RefractToml.parse("refract.toml", "");
        assertThatThrownBy(() -> OnlineConfiguration.read(none, Map.of(), List.of("min_bites=1")))
                .hasMessageContaining("Did you mean min_bytes?");
        assertThatThrownBy(() -> OnlineConfiguration.read(none, Map.of(), List.of("mode")))
                .hasMessageContaining("--online mode=VALUE (auto, off or always)");
        assertThatThrownBy(() -> OnlineConfiguration.read(none, Map.of("REFRACT_ONLINE_MIN_ROWS", "lots"), List.of()))
                .hasMessageContaining("REFRACT_ONLINE_MIN_ROWS must be a whole number from 0, in rows.");
    }
}
