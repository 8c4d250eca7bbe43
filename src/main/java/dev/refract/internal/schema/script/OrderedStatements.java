package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.ObjectName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Steps of a script that must stand in some order: each after those that it names, and otherwise by phase, kind and
 * name, so that the same steps always come in the same order.
 */
public final class OrderedStatements {

    private static final Comparator<Step> PREFERENCE = Comparator.<Step>comparingInt(step -> step.phase)
            .thenComparingInt(step -> step.rank)
            .thenComparing(step -> step.about)
            .thenComparingInt(step -> step.number);

    private final List<Step> steps = new ArrayList<>();

    /** Some statements about one object. */
    public static final class Step {

        public final ScriptBuilder draft = new ScriptBuilder();
        private final int phase;
        private final int rank;
        private final ObjectName about;
        private final int number;
        private final Set<Step> after = new LinkedHashSet<>();

        private Step(int phase, int rank, ObjectName about, int number) {
            this.phase = phase;
            this.rank = rank;
            this.about = about;
            this.number = number;
        }

        /** This step must stand after the other one; null and itself are no demand. */
        public void after(Step other) {
            if (other != null && other != this) {
                after.add(other);
            }
        }
    }

    /**
     * A new step.
     *
     * @param phase steps of a lower phase come first where nothing speaks against it
     * @param rank the same within a phase
     */
    public Step add(int phase, int rank, ObjectName about) {
        Step step = new Step(phase, rank, about, steps.size());
        steps.add(step);
        return step;
    }

    /** All of them in an order that satisfies every demand; of demands in a circle one is given up. */
    public ScriptBuilder inOrder() {
        Map<Step, Set<Step>> waiting = new HashMap<>();
        Map<Step, List<Step>> followers = new HashMap<>();
        PriorityQueue<Step> ready = new PriorityQueue<>(PREFERENCE);
        for (Step step : steps) {
            waiting.put(step, new LinkedHashSet<>(step.after));
            step.after.forEach(earlier ->
                    followers.computeIfAbsent(earlier, key -> new ArrayList<>()).add(step));
            if (step.after.isEmpty()) {
                ready.add(step);
            }
        }
        ScriptBuilder all = new ScriptBuilder();
        while (!waiting.isEmpty()) {
            Step next =
                    ready.isEmpty() ? waiting.keySet().stream().min(PREFERENCE).orElseThrow() : ready.poll();
            if (waiting.remove(next) == null) {
                continue;
            }
            all.add(next.draft);
            for (Step follower : followers.getOrDefault(next, List.of())) {
                Set<Step> left = waiting.get(follower);
                if (left != null && left.remove(next) && left.isEmpty()) {
                    ready.add(follower);
                }
            }
        }
        return all;
    }
}
