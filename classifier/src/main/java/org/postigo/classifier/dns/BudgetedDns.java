package org.postigo.classifier.dns;

import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Lets one message look up so many different names and no more; every further one fails. One object a message. */
public final class BudgetedDns implements Dns {
    private final Dns source;
    private final int budget;
    private final Set<String> names = new HashSet<>();

    /** Passes questions on for up to {@code budget} different names. */
    public BudgetedDns(Dns source, int budget) {
        this.source = source;
        this.budget = budget;
    }

    @Override
    public <T> Answer<T> query(String name, Kind<T> kind, Instant deadline) throws InterruptedException {
        String normal = name.toLowerCase(Locale.ROOT);
        synchronized (names) {
            if (!names.contains(normal)) {
                if (names.size() >= budget) {
                    return new Answer.Failed<>(Answer.Cause.BUDGET);
                }
                names.add(normal);
            }
        }
        return source.query(name, kind, deadline);
    }
}
