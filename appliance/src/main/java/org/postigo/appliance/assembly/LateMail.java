package org.postigo.appliance.assembly;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.postigo.desk.words.Say;
import org.postigo.mail.Mailbox;
import org.postigo.quarantine.notice.Notice;
import org.postigo.quarantine.notice.Outgoing;
import org.postigo.quarantine.notice.Post;
import org.postigo.quarantine.round.Notices;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.people.Person;
import org.postigo.store.rounds.Round;

/** Tells people by mail, in their language, that a round is late. */
record LateMail(Post post, ZoneId zone, InstantSource clock) implements Notices {
    /** The next round has come by then, and tells of itself. */
    private static final Duration GIVE_UP = Duration.ofHours(4);

    @Override
    public boolean late(Person to, Round round, int left) {
        Optional<Mailbox> mailbox = Mailbox.parse(to.email());
        if (mailbox.isEmpty()) {
            return false;
        }
        String language = to.language().orElse("es");
        var say = new Say(Locale.of(language), zone);
        String begun = say.minute(round.opened(), round.deadline());
        String due = say.minute(round.deadline(), round.deadline());
        var notice = Notice.plain(
                mailbox.get(),
                language,
                say.text("mail.late.subject", begun, left),
                say.text(
                        "mail.late.text",
                        begun,
                        due,
                        left,
                        round.id().text(),
                        round.holder().orElse("—")));
        return switch (post.post(notice, Deed.MAIL_SENT, clock.instant().plus(GIVE_UP))) {
            case Outgoing.Sending.Sent _, Outgoing.Sending.PutOff _ -> true;
            case Outgoing.Sending.Refused _ -> false;
        };
    }
}
