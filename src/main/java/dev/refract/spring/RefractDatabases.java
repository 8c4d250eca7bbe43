package dev.refract.spring;

import dev.refract.Refract;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What the application migrates: one database, or several by their names in {@code refract.databases}. Immutable. */
public final class RefractDatabases {

    private final Map<String, Refract> byName;

    /** @param byName in the order in which they are migrated; the name does not matter where there is one */
    public RefractDatabases(Map<String, Refract> byName) {
        this.byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /** {@return each by its name, in their order} */
    public Map<String, Refract> byName() {
        return byName;
    }

    /** What is to be said of the one database, or of each under its name. */
    Map<String, ?> tell(Function<Refract, Map<String, ?>> teller) {
        if (byName.size() == 1) {
            return teller.apply(byName.values().iterator().next());
        }
        Map<String, Object> each = new LinkedHashMap<>();
        byName.forEach((name, refract) -> each.put(name, teller.apply(refract)));
        return each;
    }
}
