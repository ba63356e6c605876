package org.postigo.appliance.rules;

import java.util.function.Supplier;
import org.postigo.classifier.policy.RuleBook;
import org.postigo.store.rules.Rules;

/** The rules in force as one immutable book, made anew by the first who asks after a change. */
public final class CurrentRules implements Supplier<RuleBook> {
    private final Rules rules;
    private volatile RuleBook shown = RuleBook.EMPTY;

    /** Of this store. */
    public CurrentRules(Rules rules) {
        this.rules = rules;
    }

    @Override
    public RuleBook get() {
        RuleBook book = shown;
        Rules.Snapshot now = rules.snapshot();
        if (now.version() != book.version()) {
            book = RuleBook.of(now.version(), now.sets());
            shown = book;
        }
        return book;
    }
}
