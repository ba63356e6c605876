package org.postigo.desk.rows;

import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.postigo.desk.letter.StateWords;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.words.Say;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.store.digests.Request;
import org.postigo.store.held.HeldCopy;

/** What a row says, each piece as plain text; everything of the sender's is inert. */
public record RowWords(HeldCopy copy, Optional<Request> wish, Say say, Instant now) {
    /** Share at which the bar under the figure is full: few domains hold below 70 %. */
    private static final double FULL_BAR = 0.30;

    private MessageDigest digest() {
        return copy.message().assessment().digest();
    }

    private Score score() {
        return copy.message().assessment().score();
    }

    private double good() {
        return 1 - score().probability();
    }

    String percent() {
        return say.percent(good());
    }

    boolean unlikely() {
        return good() < 0.015;
    }

    String bar() {
        return String.format(Locale.ROOT, "%.0f%%", Math.min(1, good() / FULL_BAR) * 100);
    }

    String time() {
        return say.dayAndMinute(copy.message().received(), now);
    }

    /** The minute of today, else the day: what there is room for. */
    String shortTime() {
        String minute = say.minute(copy.message().received(), now);
        return minute.length() <= 5 ? minute : minute.substring(0, minute.lastIndexOf(' '));
    }

    /** Name of the sender, as he writes it. */
    public String name() {
        String name = Inert.line(digest().fromName(), 80);
        return name.isEmpty() && digest().from().isEmpty() ? say.text("held.nofrom") : name;
    }

    String fromLocal() {
        return digest().from().map(mailbox -> local(mailbox)).orElse("");
    }

    String fromDomain() {
        return digest().from().map(mailbox -> mailbox.domain().text()).orElse("");
    }

    String envelope() {
        return copy.message()
                .envelope()
                .reversePath()
                .toMailbox()
                .map(mailbox -> mailbox.domain().text())
                .orElse("<>");
    }

    boolean envelopeDiffers() {
        return !envelope().equals(fromDomain());
    }

    String toLocal() {
        return local(copy.recipient().path().mailbox());
    }

    String toDomain() {
        return copy.recipient().path().domain().text();
    }

    String subject() {
        String subject = Inert.line(digest().subject(), 200);
        return subject.isEmpty() ? say.text("held.nosubject") : subject;
    }

    boolean attachment() {
        return !digest().attachments().isEmpty();
    }

    /** The strongest fact for good mail, in a few words. */
    Optional<String> plus() {
        return strongest(-1).map(c -> say.brief(c.fact().key()));
    }

    /** Whether what speaks for the message is stronger than why it was held: where there is room for one, that is shown. */
    boolean plusLeads() {
        return wish.isEmpty()
                && copy.reason() == Verdict.Reason.SCORE_HIGH
                && strength(strongest(-1)) > strength(strongest(1));
    }

    private static double strength(Optional<Contribution> contribution) {
        return contribution.map(c -> Math.abs(c.logOdds())).orElse(0.0);
    }

    /** Why it was held, in a few words: the rule that held it, or else its strongest fact. */
    String minus() {
        if (wish.isPresent()) {
            return say.text("chip.asked." + wish.get().wish());
        }
        if (copy.reason() == Verdict.Reason.SERVER_REFUSED && !said().isEmpty()) {
            return say.text("reason.SERVER_REFUSED") + ": " + said();
        }
        return copy.reason() == Verdict.Reason.SCORE_HIGH
                ? strongest(1).map(c -> say.brief(c.fact().key())).orElseGet(() -> say.text("reason.SCORE_HIGH"))
                : say.text("reason." + copy.reason());
    }

    private Optional<Contribution> strongest(int sign) {
        return score().contributions().stream()
                .filter(c -> c.logOdds() * sign > 0.2)
                .max(Comparator.comparingDouble(c -> Math.abs(c.logOdds())));
    }

    StateWords state() {
        return StateWords.of(copy.state(), say, now);
    }

    /** What the mailbox server said last; empty if it said nothing. */
    String said() {
        return StateWords.serverSaid(copy.state())
                .map(said -> Inert.line(said, 300))
                .orElse("");
    }

    String size() {
        return say.size(copy.message().size());
    }

    /** The whole row for a screen reader: sender, subject, recipient, good share, strongest reason, state. */
    String label() {
        String sender = name().isEmpty() ? fromLocal() + fromDomain() : name();
        return say.text(
                "held.row.name",
                sender,
                subject(),
                toLocal() + toDomain(),
                say.percentSign(good()),
                minus(),
                state().still(now));
    }

    private static String local(Mailbox mailbox) {
        String text = mailbox.toString();
        return Inert.line(text.substring(0, text.lastIndexOf('@')), 64) + "@";
    }
}
