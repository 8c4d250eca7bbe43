package dev.refract.migrate;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A command of another program, as a plan shows it.
 *
 * @param arguments the executable first; {@link #FILE} stands for the file's path
 * @param file what the file holds that tells the program how to connect, without the password
 */
public record ToolCommand(List<String> arguments, String file) {

    /** What stands for the file. */
    public static final String FILE = "FILE";

    /**
     * Copies the list.
     *
     * @param arguments the executable first; {@link #FILE} stands for the file's path
     * @param file what the file holds that tells the program how to connect, without the password
     */
    public ToolCommand {
        arguments = List.copyOf(arguments);
    }

    /** {@return the command as a person would type it into a shell} */
    public String shell() {
        return arguments.stream().map(ToolCommand::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String argument) {
        return argument.matches("[\\w@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
