package org.postigo.desk;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.postigo.desk.words.Say;
import org.postigo.mail.message.MessageParser;
import org.postigo.quarantine.Quarantine;
import org.postigo.store.Store;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.people.Person;

/**
 * Everything behind the views.
 *
 * @param quarantine held mail
 * @param store of which the desk reads domains, people and acquaintances
 * @param parser takes letters apart for showing
 * @param telling words of letters
 * @param country of clients
 * @param clock of the site
 * @param settings of the site
 */
public record Desk(
        Quarantine quarantine,
        Store store,
        MessageParser parser,
        TellingWords telling,
        ClientCountry country,
        Clock clock,
        DeskSettings settings) {
    /** The words for a reader. */
    public Say say(Locale locale) {
        return new Say(locale, settings.zone());
    }

    /** Now. */
    public Instant now() {
        return clock.instant();
    }

    /** The person of that address, as long as they are known: asked anew each time, so that leaving takes effect. */
    public Optional<Person> person(String email) {
        return store.people().find(email);
    }

    /** Whether somebody asks about a copy and waits for an answer. */
    public boolean asked(HeldCopy copy) {
        return store.requests().about(copy.id()).isPresent();
    }

    /** How a colleague is called on the screen. */
    public String name(String email) {
        return person(email).map(Person::name).filter(name -> !name.isBlank()).orElse(email);
    }
}
