package dev.refract.migrate;

/** The next steps that several errors share, with commands that can be pasted. */
final class Advice {

    private Advice() {
    }

    static String afterFailure(String migration) {
        return "Mend the script or the data. Then mark the migration as rolled back, and deploy again:\n"
                + "    refract migrate resolve --rolled-back " + quote(migration) + "\n    refract migrate deploy";
    }

    static String afterHalfWay(String migration) {
        return "Undo by hand what it has done so far, mark it as rolled back, and deploy again:\n"
                + "    refract migrate resolve --rolled-back " + quote(migration) + "\n    refract migrate deploy\n"
                + "Or finish by hand what it has not done, and mark it as applied:\n    refract migrate resolve --applied " + quote(migration);
    }

    /** A name as a shell takes it. */
    static String quote(String name) {
        return name.matches("[\\w.,:@%+/=-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }
}
