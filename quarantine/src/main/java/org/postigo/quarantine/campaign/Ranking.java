package org.postigo.quarantine.campaign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Verdict;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.HeldCopy;

/**
 * Campaigns in the order of what a mistake would cost: the probability of being good, times what the message is worth,
 * times its hurry. Worth is known only from earlier correspondence and from people who ask; hurry only from a subject that
 * speaks of a code or a password, which is worthless tomorrow. What somebody asks about never stands below the line, since
 * that somebody waits for an answer.
 *
 * @param campaigns the costliest first
 * @param above how many of them stand above the line: below it at most {@link #REST} good messages are expected
 * @param expected good messages among all, the sum of their probabilities
 * @param expectedBelow good messages below the line
 */
public record Ranking(List<Campaign> campaigns, int above, double expected, double expectedBelow) {
    /** Good messages that may be expected below the line. */
    public static final double REST = 0.1;

    /** Who has written to this house before and was not spam. */
    private static final double KNOWN = 4;

    private static final double HURRIED = 2;

    /** Somebody waits for it. */
    private static final double ASKED = 10;

    /** What is asked for is taken to be good with this probability at least: whoever asks may know what no text says. */
    private static final double LEAST_ASKED = 0.05;

    /** What is held for its score, and what would have been refused for it. */
    private static final Set<Verdict.Reason> HELD_FOR_SCORE =
            EnumSet.of(Verdict.Reason.SCORE_HIGH, Verdict.Reason.SCORE_EXTREME, Verdict.Reason.AUDIT);

    private static final String TRAINED = "combiner-";

    /**
     * What a log-odd of the prices is worth, and a mark: the lowest that logistic regression found, between graymail and
     * {@code modern-graymail}'s own spam. Against {@code phishing} it found 1.6 and 1.8, against old corpora more than 3.
     */
    private static final double STRETCH = 1.2;

    private static final double MARK = 0.7;

    /** What less it is worth for mail to many, most of all honest mail with an unlucky score: the highest that was found. */
    private static final double MANY = 1.5;

    /** One held message in twenty is good: more than any site should see. */
    private static final double HELD_IS_SPAM = Math.log(19);

    private static final Pattern HURRY = Pattern.compile(
            "\\b(c[oó]digos?|contraseña|clave|verificaci[oó]n|restablecer|codes?|passwords?|passcode|verification|otp|2fa"
                    + "|one.time|sign.?in|log.?in)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

    /** Copies the list. */
    public Ranking {
        campaigns = List.copyOf(campaigns);
    }

    /** Ranks campaigns about which nobody asks; equal ones keep their order. */
    public static Ranking of(List<Campaign> campaigns, Acquaintances acquaintances) {
        return of(campaigns, acquaintances, _ -> false);
    }

    /**
     * Ranks campaigns; equal ones keep their order.
     *
     * @param asked whether somebody asks about a copy
     */
    public static Ranking of(List<Campaign> campaigns, Acquaintances acquaintances, Predicate<HeldCopy> asked) {
        record Priced(Campaign campaign, double cost, double good) {}
        var priced = new ArrayList<Priced>();
        for (Campaign campaign : campaigns) {
            double cost = 0;
            double good = 0;
            for (HeldCopy copy : campaign.copies()) {
                double own = cost(copy, acquaintances);
                cost = Math.max(cost, asked.test(copy) ? ASKED * Math.max(own, LEAST_ASKED) : own);
                good += good(copy);
            }
            priced.add(new Priced(campaign.asked(asked), cost, good));
        }
        priced.sort(Comparator.comparingDouble(Priced::cost).reversed());
        int above = priced.size();
        double below = 0;
        while (above > 0
                && !priced.get(above - 1).campaign().asked()
                && below + priced.get(above - 1).good() <= REST) {
            below += priced.get(--above).good();
        }
        return new Ranking(
                priced.stream().map(Priced::campaign).toList(),
                above,
                priced.stream().mapToDouble(Priced::good).sum(),
                below);
    }

    /** Copies in all campaigns. */
    public int copies() {
        return campaigns.stream().mapToInt(campaign -> campaign.copies().size()).sum();
    }

    private static double cost(HeldCopy copy, Acquaintances acquaintances) {
        MessageDigest digest = copy.message().assessment().digest();
        return good(copy)
                * (known(copy, acquaintances) ? KNOWN : 1)
                * (HURRY.matcher(digest.subject()).find() ? HURRIED : 1);
    }

    /**
     * The probability that a copy is good and to be rescued; what was reported lies in the mailbox already. A trained
     * combiner says it. The shipped prices do not: they speak of all mail, and too softly of what they are sure of, so
     * before there is one, the log-odds of what was held for its score are stretched and set against how seldom that is
     * good, and marks that honest mail hardly ever bears count too.
     */
    public static double good(HeldCopy copy) {
        if (copy.reason() == Verdict.Reason.REPORTED) {
            return 0;
        }
        Assessment assessment = copy.message().assessment();
        double spam = assessment.score().logOdds();
        if (HELD_FOR_SCORE.contains(copy.reason())
                && !assessment.versions().model().startsWith(TRAINED)) {
            spam = STRETCH * spam + MARK * Kind.rare(Kind.of(assessment)) + HELD_IS_SPAM;
            spam -= Sheaf.bulk(assessment) ? MANY : 0;
        }
        return 1 / (1 + Math.exp(spam));
    }

    /** Whether the recipient's domain has had mail of this sender, under the same proof, that was delivered or rescued. */
    public static boolean known(HeldCopy copy, Acquaintances acquaintances) {
        Assessment assessment = copy.message().assessment();
        return Optional.of(assessment.digest())
                .flatMap(MessageDigest::from)
                .map(from -> acquaintances.of(
                        from,
                        Acquaintances.signer(assessment.proven()),
                        copy.recipient().path().domain()))
                .filter(history -> history.delivered() + history.rescued() > 0)
                .isPresent();
    }
}
