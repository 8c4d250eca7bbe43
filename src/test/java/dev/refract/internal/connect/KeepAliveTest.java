package dev.refract.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.FaultyLink;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the kernel will do on a silent connection; Linux shows it. */
@EnabledOnOs(OS.LINUX)
class KeepAliveTest {

    /** Of a timer's clock, which /proc has in hundredths of a second. */
    private static final int HALF_A_MINUTE = 3_000;

    @OnPostgres
    @OnMysql
    @OnMariadb
    void theServerIsAskedAfterHalfAMinute(TestDatabase database) throws SQLException, IOException {
        try (FaultyLink link = new FaultyLink(database.url()); // a port that nobody else connects to
                Connection connection = Jdbc.connect(DatabaseUrl.parse(link.url(), Path.of("")))) {
            assertThat(connection.isValid(5)).isTrue();

            assertThat(timers(URI.create(link.url()).getPort()))
                    .singleElement()
                    .matches(time -> time > 0 && time <= HALF_A_MINUTE);
        }
    }

    /**
     * When keep-alive asks next, on each connection from this machine to the port. The kernel may list one twice, where
     * others come and go meanwhile.
     */
    private static Collection<Integer> timers(int port) throws IOException {
        Map<String, Integer> timers = new HashMap<>();
        for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(file))) {
                String[] fields = line.strip().split("\\s+");
                boolean keepAlive = fields.length > 5 && fields[5].startsWith("02:");
                if (keepAlive && fields[2].endsWith(String.format(":%04X", port))) {
                    timers.put(fields[1], Integer.parseInt(fields[5].substring(3), 16));
                }
            }
        }
        return timers.values();
    }
}
