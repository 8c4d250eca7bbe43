package dev.refract.internal.project;

import dev.refract.report.Code;
import dev.refract.report.RefractException;

/** The error about a variable that has no value; a connection string where its name belongs is not repeated. */
final class UnsetVariable {

    static final String IS_URL = "A connection string stands where the name of an environment variable belongs";

    private UnsetVariable() {}

    /** Whether what should be a variable's name is a connection string, a common slip. */
    static boolean isUrl(String name) {
        return name.indexOf(':') >= 0;
    }

    /**
     * @param where the file and line that name it
     * @param next what to do where it is a name
     */
    static RefractException error(String name, boolean empty, String where, String next) {
        if (isUrl(name)) {
            return new RefractException(
                    Code.P1012,
                    IS_URL + " (" + where + ").",
                    "Put the connection string into a variable, in the environment or in a .env file, and write the "
                            + "variable's name: env(\"DATABASE_URL\").");
        }
        return new RefractException(
                Code.P1012,
                "The environment variable " + name + " is " + (empty ? "empty" : "not set") + " (" + where + ").",
                next);
    }
}
