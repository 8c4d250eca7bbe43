package dev.refract.internal.database;

import dev.refract.migrate.AlterAlgorithm;
import dev.refract.migrate.TableLock;
import java.util.ArrayList;
import java.util.List;

/** What was seen of a script's statements; it holds what was seen so far where one fails. */
public final class Watched {

    private final List<TableLock> locks = new ArrayList<>();
    private final List<AlterAlgorithm> algorithms = new ArrayList<>();

    void add(AlterAlgorithm algorithm) {
        algorithms.add(algorithm);
    }

    void addAll(List<TableLock> taken) {
        locks.addAll(taken);
    }

    public List<TableLock> locks() {
        return List.copyOf(locks);
    }

    public List<AlterAlgorithm> algorithms() {
        return List.copyOf(algorithms);
    }
}
