package dev.refract.migrate;

/** How to reset. Immutable: start from {@link #DEFAULT}, and name what is to be otherwise. */
public final class ResetOptions {

    /** Drop everything. */
    public static final ResetOptions DEFAULT = new ResetOptions(false);

    private final boolean keepExtensions;

    private ResetOptions(boolean keepExtensions) {
        this.keepExtensions = keepExtensions;
    }

    /**
     * Whether PostgreSQL's extensions in the schema stay, with what belongs to them. Other databases have none.
     *
     * @param keep default false
     * @return these options with that one
     */
    public ResetOptions keepExtensions(boolean keep) {
        return new ResetOptions(keep);
    }

    /**
     * Whether PostgreSQL's extensions in the schema stay.
     *
     * @return as {@link #keepExtensions(boolean)} was told
     */
    public boolean keepExtensions() {
        return keepExtensions;
    }
}
