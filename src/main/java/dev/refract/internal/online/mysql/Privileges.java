package dev.refract.internal.online.mysql;

import java.util.Arrays;
import java.util.List;

/**
 * What the deploy's user may do on the whole server, as far as the tool needs it.
 *
 * @param triggersNeedSuper whether the server writes a binary log and trusts nobody else to create triggers
 * @param grants the lines of {@code SHOW GRANTS}
 */
record Privileges(boolean triggersNeedSuper, List<String> grants) {

    Privileges {
        grants = List.copyOf(grants);
    }

    /** Whether the user certainly has none of these; what a role brings is not looked into. */
    boolean lacks(String... privileges) {
        boolean roles = grants.stream().anyMatch(grant -> !grant.contains(" ON "));
        return !roles
                && grants.stream()
                        .filter(grant -> grant.contains(" ON *.* "))
                        .noneMatch(grant -> grant.contains("ALL PRIVILEGES")
                                || Arrays.stream(privileges).anyMatch(privilege -> (" " + grant.replace(",", " ,"))
                                        .contains(" " + privilege + " ")));
    }
}
