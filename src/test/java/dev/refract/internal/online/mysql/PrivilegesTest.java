package dev.refract.internal.online.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrivilegesTest {

    private static boolean lacksSuper(String... grants) {
        return new Privileges(true, List.of(grants)).lacks("SUPER");
    }

    @Test
    void readsGrants() {
        assertThat(lacksSuper("GRANT USAGE ON *.* TO `u`@`%`", "GRANT ALL PRIVILEGES ON `db`.* TO `u`@`%`"))
                .isTrue();
        assertThat(lacksSuper("GRANT SELECT, SUPER, EXECUTE ON *.* TO `u`@`%`")).isFalse();
        assertThat(lacksSuper("GRANT SUPER ON *.* TO `u`@`%`")).isFalse();
        assertThat(lacksSuper("GRANT ALL PRIVILEGES ON *.* TO `u`@`%` WITH GRANT OPTION"))
                .isFalse();
        assertThat(lacksSuper("GRANT SUPERB ON *.* TO `u`@`%`")).isTrue();
    }

    @Test
    void aRoleMayBringAnything() {
        assertThat(lacksSuper("GRANT USAGE ON *.* TO `u`@`%`", "GRANT `admin`@`%` TO `u`@`%`"))
                .isFalse();
    }
}
