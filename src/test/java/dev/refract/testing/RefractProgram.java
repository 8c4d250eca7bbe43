package dev.refract.testing;

import dev.refract.cli.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Refract's command line as a user starts it: a process of its own, which a test may kill. */
public final class RefractProgram {

    private RefractProgram() {}

    /**
     * The program with these arguments in a folder, where it finds its project; it sees no connection URL of the tests.
     */
    public static Program in(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto"));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED"); // what the jar's manifest says
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return new Program(command, folder).with("NO_COLOR", "1").with("DATABASE_URL", null);
    }

    /** The program bound by the permissions of files, as root is not. */
    public static Program boundByPermissions(Program program) {
        if (!System.getProperty("user.name").equals("root")) {
            return program;
        }
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--bounding-set=-dac_override,-dac_read_search",
                "--inh-caps=-dac_override,-dac_read_search"));
        command.addAll(program.command());
        return new Program(command, program.folder(), program.environment());
    }

    /** The program on a database and a migrations folder, with {@code migrate}, the verb and its arguments. */
    public static Program migrate(TestDatabase database, Path migrations, String... verb) {
        List<String> arguments = new ArrayList<>(List.of("migrate"));
        arguments.addAll(List.of(verb));
        arguments.addAll(List.of(
                "--url",
                database.url(),
                "--migrations",
                migrations.toAbsolutePath().toString()));
        return in(Path.of("").toAbsolutePath(), arguments.toArray(String[]::new));
    }
}
