package dev.refract.internal.online;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LargeTablesDocTest {

    @Test
    void theManualHasEveryKeyAsItIs() throws IOException {
        String table = Arrays.stream(OnlineKey.values())
                .map(key -> "| `" + key.key() + "` | " + shown(key.standard()) + " | " + key.unit() + " | "
                        + key.reason() + " |")
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(Path.of("docs/large-tables.md"))).contains(table);
    }

    private static String shown(Object standard) {
        if (standard instanceof List<?> list && list.isEmpty()) {
            return "none";
        }
        if (standard instanceof Map<?, ?> map) {
            return "`"
                    + map.entrySet().stream()
                            .map(pair -> pair.getKey() + " = " + pair.getValue())
                            .collect(Collectors.joining(", "))
                    + "`";
        }
        return "`" + standard + "`";
    }
}
