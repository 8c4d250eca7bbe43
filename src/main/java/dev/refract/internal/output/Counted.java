package dev.refract.internal.output;

/** How many there are, in words. */
public final class Counted {

    private Counted() {}

    /** @param thing one of them */
    public static String of(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : thing.endsWith("ch") ? "es" : "s");
    }
}
