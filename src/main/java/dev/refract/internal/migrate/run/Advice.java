package dev.refract.internal.migrate.run;

import dev.refract.internal.history.Migration;

/** The next steps that several errors share, with commands that can be pasted. */
public final class Advice {

    private Advice() {}

    /** For a script that ran statement by statement. */
    static final String RESUME =
            "Fix the cause, leave the script as it is, and resume at the statement that failed (with --resume-at "
                    + "NUMBER, at another):\n"
                    + "    refract migrate deploy --resume\n";

    public static String afterFailure(String migration) {
        return "Fix the script or the data. Then mark the migration as rolled back, and deploy again:\n"
                + "    refract migrate resolve --rolled-back " + quote(migration) + "\n    refract migrate deploy";
    }

    public static String afterHalfWay(String migration) {
        return "Undo by hand what it has done so far, mark it as rolled back, and deploy again:\n"
                + "    refract migrate resolve --rolled-back " + quote(migration) + "\n    refract migrate deploy\n"
                + "Or finish by hand what it has not done, and mark it as applied:\n    refract migrate resolve "
                + "--applied "
                + quote(migration);
    }

    static String afterHalfDown(Migration migration) {
        String name = quote(migration.name());
        return "Fix " + migration.path(Migration.DOWN)
                + " so that it copes with what it has undone already (IF EXISTS), and run it again:\n    refract "
                + "migrate down --failed\n"
                + "Or finish by hand what it has not undone, and mark the migration as rolled back:\n    refract "
                + "migrate resolve --rolled-back "
                + name + "\n"
                + "Or put back by hand what it has undone, and mark the migration as applied:\n    refract migrate "
                + "resolve --applied "
                + name;
    }

    /** A name as a shell takes it. */
    public static String quote(String name) {
        return name.matches("[\\w.,:@%+/=-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }
}
