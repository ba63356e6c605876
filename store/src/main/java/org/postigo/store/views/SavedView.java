package org.postigo.store.views;

import java.util.Comparator;
import org.postigo.store.people.Person;

/**
 * Filters of a page that somebody keeps under a name: an address to come back to. It grants nothing; whoever opens it
 * sees what they may.
 *
 * @param id names it
 * @param owner e-mail address of who saved it
 * @param shared whether the owner's team has it too
 * @param name in the owner's words; control characters are removed and it is cut at 60 characters
 * @param page that it is of
 * @param query of that page's address, without the question mark; at most 2,000 characters
 */
public record SavedView(String id, String owner, boolean shared, String name, Page page, String query) {
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_QUERY = 2_000;

    /** As people look for them: by name, capitals aside. */
    public static final Comparator<SavedView> BY_NAME =
            Comparator.comparing(SavedView::name, String.CASE_INSENSITIVE_ORDER).thenComparing(SavedView::id);

    /** Cleans the name. */
    public SavedView {
        name = name.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(LONGEST_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        if (name.isEmpty() || id.isEmpty() || query.length() > LONGEST_QUERY) {
            throw new IllegalArgumentException("a view has an id, a name and at most 2,000 characters of filters");
        }
    }

    /** Pages that have filters. */
    public enum Page {
        /** A round's rows. */
        REVIEW,
        /** All that is held. */
        HELD,
        /** The journal. */
        TRACE
    }

    /** The same under another name. */
    public SavedView named(String other) {
        return new SavedView(id, owner, shared, other, page, query);
    }

    /**
     * Whether a person has this view: their own, or one that somebody of their team shares. The site's administrators
     * and reviewers are one team; of a customer's administrators those who have the same domains.
     *
     * @param author who saved it, as that person stands now
     */
    public boolean isFor(Person person, Person author) {
        return owner.equals(person.email()) || shared && team(person, author);
    }

    private static boolean team(Person one, Person other) {
        return switch (one.role()) {
            case ADMINISTRATOR, REVIEWER -> ofTheSite(other);
            case DOMAIN_ADMINISTRATOR ->
                other.role() == Person.Role.DOMAIN_ADMINISTRATOR
                        && one.domains().equals(other.domains());
            case RECIPIENT -> false;
        };
    }

    private static boolean ofTheSite(Person person) {
        return person.role() == Person.Role.ADMINISTRATOR || person.role() == Person.Role.REVIEWER;
    }

    /** Whether a person may rename and remove it: the owner, or an administrator where it is shared. */
    public boolean isRuledBy(Person person) {
        return owner.equals(person.email()) || shared && person.role() == Person.Role.ADMINISTRATOR;
    }
}
