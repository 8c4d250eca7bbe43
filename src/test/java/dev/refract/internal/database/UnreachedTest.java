package dev.refract.internal.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.Refract;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a connection there is no server to ask: what the system says is all that is known. */
class UnreachedTest {

    @TempDir
    private Path folder;

    private final List<Event> events = new ArrayList<>();

    private RefractException failure(String url, Duration wait) {
        Refract refract = Refract.configure()
                .url(url)
                .migrations(folder)
                .environment(Map.of())
                .waitForDatabase(wait)
                .listener(events::add)
                .build();
        return catchThrowableOfType(RefractException.class, refract::status);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void aNameThatDoesNotResolve(String protocol) {
        RefractException error = failure(protocol + "://u@no-such-host.invalid/shop", Duration.ZERO);
        assertThat(error.code()).contains(Code.P1001);
        assertThat(error.what()).contains("the name \"no-such-host.invalid\" does not resolve to an address");
        assertThat(error.next()).contains("Correct the host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void aPortWhereNothingListens(String protocol) throws IOException {
        RefractException error = failure(protocol + "://u@127.0.0.1:" + free() + "/shop", Duration.ZERO);
        assertThat(error.code()).contains(Code.P1001);
        assertThat(error.what()).contains("nothing listens on that port");
        assertThat(error.next()).contains("Start the server, or correct the port");
    }

    /** A server that takes the connection and says nothing is another thing than one that is not reached. */
    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void aServerThatSaysNothing(String protocol) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            RefractException error = failure(
                    protocol + "://u@127.0.0.1:" + silent.getLocalPort() + "/shop?connect_timeout=1", Duration.ZERO);
            assertThat(error.code()).contains(Code.P1002);
            assertThat(error.what()).contains("took the connection, and did not answer in time");
        }
    }

    /** As a container's port does before its server listens, or a proxy without one behind it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "?sslmode=disable"})
    void aConnectionThatIsTakenAndClosed(String parameters) throws IOException {
        try (ServerSocket door = answering("")) {
            RefractException error =
                    failure("postgresql://u@127.0.0.1:" + door.getLocalPort() + "/shop" + parameters, Duration.ZERO);
            assertThat(error.code()).contains(Code.P1001);
            assertThat(error.what()).contains("the connection was taken, and closed without an answer");
            assertThat(error.next()).contains("--wait-for-database", "correct the host and port");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?sslmode=disable"})
    void anotherProgramThanAServer(String parameters) throws IOException {
        try (ServerSocket door = answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            RefractException error =
                    failure("postgresql://u@127.0.0.1:" + door.getLocalPort() + "/shop" + parameters, Duration.ZERO);
            assertThat(error.code()).contains(Code.P1001);
            assertThat(error.what()).contains("what answers there is no PostgreSQL server");
            assertThat(error.next()).contains("Correct the host and port");
        }
    }

    /** What reads a request, answers these words, if any, and closes. */
    private static ServerSocket answering(String words) throws IOException {
        ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            try (Socket client = door.accept()) {
                                if (client.getInputStream().read(new byte[1000]) > 0) {
                                    client.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                                }
                            }
                        }
                    } catch (IOException e) {
                        // closed: the test is over
                    }
                },
                "answering");
        thread.setDaemon(true);
        thread.start();
        return door;
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql"})
    void theLibraryWaitsAsLongAsItIsTold(String protocol) throws IOException {
        long start = System.nanoTime();
        RefractException error = failure(protocol + "://u@127.0.0.1:" + free() + "/shop", Duration.ofSeconds(2));
        assertThat(error.code()).contains(Code.P1001);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1900));
        assertThat(events)
                .filteredOn(Event.Warning.class::isInstance)
                .hasSize(1)
                .allSatisfy(event -> assertThat(event.words()).contains("Waiting for it, 2.0 s at most."));
    }
}
