package org.postigo.desk.rules;

import java.io.IOException;
import java.util.List;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.rule.Rule;
import org.postigo.store.held.HeldCopy;

/** Asks rules about held mail. Nothing is delivered, decided or learnt. */
@FunctionalInterface
public interface Bench {
    /**
     * Asks a draft, and the rules in force of the other scope.
     *
     * @throws IOException if the letter cannot be read
     */
    List<Answer> ask(HeldCopy copy, Scope scope, List<Rule> draft) throws IOException;

    /** What is known of a question. */
    enum Known {
        /** It is so. */
        YES,
        /** It is not. */
        NO,
        /** Nobody can tell. */
        UNKNOWN
    }

    /**
     * How one rule was answered.
     *
     * @param rule which
     * @param met as a whole
     * @param conditions each, in their order
     * @param decides whether it would be the one that decides, if lists and checks do not before it
     */
    record Answer(Rule rule, Known met, List<Known> conditions, boolean decides) {
        /** Copies the list. */
        public Answer {
            conditions = List.copyOf(conditions);
        }
    }
}
