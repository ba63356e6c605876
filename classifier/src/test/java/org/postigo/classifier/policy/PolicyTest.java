package org.postigo.classifier.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.AuthenticationResults.Spf;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Finding.Cause;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.finding.Verdict.Reason;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Allow;
import org.postigo.mail.policy.ListEntry.Deny;
import org.postigo.mail.policy.ListEntry.Note;
import org.postigo.mail.policy.ListEntry.Proof;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ListEntry.Subject;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;

class PolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final DomainName SHOP = DomainName.of("shop.example");
    private static final DomainName OTHER = DomainName.of("other.example");
    private static final ForwardPath LUIS = ForwardPath.of("luis@example.com");
    private static final ForwardPath EVA = ForwardPath.of("eva@example.com");
    private static final ForwardPath ELSEWHERE = ForwardPath.of("ana@ejemplo.mx");
    private static final Note NOTE = new Note("r@example.com", NOW, "", Optional.empty(), Optional.empty());

    private static final Subject SHOP_ADDRESS = new Subject.Address(Mailbox.of("info@shop.example"));
    private static final Subject SHOP_DOMAIN = new Subject.Domain(SHOP, false);
    private static final Proof SIGNED = new Proof.SignedBy(SHOP);
    private static final Scope SITE = new Scope.Site();

    /** A message that would be held by its score and proves nothing, to be altered by each test. */
    private static Mail spammy() {
        return new Mail();
    }

    private static final class Mail {
        private List<Mailbox> from = List.of(Mailbox.of("info@shop.example"));
        private ReversePath reversePath = ReversePath.of("bounce@shop.example");
        private Optional<String> listId = Optional.empty();
        private List<Finding> findings = List.of();
        private double logOdds = 5;
        private Spf spf = new Spf(Outcome.NONE, Optional.empty(), "");
        private List<Dkim> dkim = List.of();
        private List<ProvenIdentity> proven = List.of();
        private String client = "192.0.2.7";
        private List<Contribution> contributions = List.of();
        private double lot = 0.5;

        Mail from(String... mailboxes) {
            from = java.util.stream.Stream.of(mailboxes).map(Mailbox::of).toList();
            return this;
        }

        Mail signedBy(DomainName domain) {
            return signed(new Dkim(Outcome.PASS, Optional.of(domain), "s", true, true, false, ""));
        }

        Mail signed(Dkim signature) {
            dkim = List.of(signature);
            proven = signature
                    .domain()
                    .<List<ProvenIdentity>>map(d -> List.of(new ProvenIdentity.SignedDomain(d)))
                    .orElse(List.of());
            return this;
        }

        Mail finding(Finding finding) {
            findings = List.of(finding);
            return this;
        }

        /** Shares of the score; what they leave is its bias. */
        Mail because(Object... keysAndShares) {
            var shares = new ArrayList<Contribution>();
            for (int i = 0; i < keysAndShares.length; i += 2) {
                shares.add(new Contribution(
                        Finding.Fact.of((FindingKey) keysAndShares[i]), ((Number) keysAndShares[i + 1]).doubleValue()));
            }
            contributions = List.copyOf(shares);
            logOdds = 12;
            return this;
        }

        Mail lot(double drawn) {
            lot = drawn;
            return this;
        }

        private double bias() {
            return logOdds
                    - contributions.stream().mapToDouble(Contribution::logOdds).sum();
        }

        Mail good() {
            logOdds = -5;
            return this;
        }

        Verdict to(ForwardPath recipient, ListEntry... entries) {
            return to(recipient, Mode.HOLD, entries);
        }

        Verdict to(ForwardPath recipient, Mode mode, ListEntry... entries) {
            return to(recipient, new Strictness.Rule(mode, Thresholds.DEFAULT, Strictness.Rule.AUDIT), entries);
        }

        Verdict to(ForwardPath recipient, Strictness.Rule rule, ListEntry... entries) {
            var none = AuthenticationResults.NONE;
            return Policy.decide(
                    new Evidence(
                            NOW,
                            InetAddress.ofLiteral(client),
                            reversePath,
                            from,
                            listId,
                            findings,
                            new Score(logOdds, bias(), contributions),
                            new AuthenticationResults(spf, dkim, none.dmarc(), none.arc()),
                            proven,
                            lot),
                    recipient,
                    rule,
                    Entries.of(List.of(entries)));
        }
    }

    /** Denied by the entry of {@link #deny}. */
    private static Verdict held(Reason reason) {
        return new Verdict.Hold(reason, reason == Reason.DENIED ? Optional.of("d") : Optional.empty());
    }

    @Test
    void whatLiesBelowTheThresholdOfHoldingAndAboveThatOfMarkingIsMarked() {
        var bands = new Strictness.Rule(Mode.HOLD, new Thresholds(0.5, 0.995, 1), 0);
        assertThat(spammy().to(LUIS, bands)).isEqualTo(new Verdict.Tag(Reason.SCORE_HIGH));
        assertThat(spammy().good().to(LUIS, bands)).isEqualTo(new Verdict.Deliver(Reason.SCORE_LOW));
        assertThat(spammy().because(FindingKey.TEXT_BYTES, 9).to(LUIS, bands)).isEqualTo(held(Reason.SCORE_HIGH));
    }

    private static final Verdict REFUSED = new Verdict.Refuse(Reason.SCORE_EXTREME);

    // The upper band

    @Test
    void extremeScoresAreRefusedOnlyWhereTwoKindsOfEvidenceAgree() {
        assertThat(spammy().because(FindingKey.TEXT_BYTES, 9, FindingKey.LIST_CLIENT, 2.5)
                        .to(ELSEWHERE))
                .isEqualTo(REFUSED);
        assertThat(spammy().because(FindingKey.TEXT_BYTES, 9, FindingKey.TEXT_WORDS, 4)
                        .to(ELSEWHERE))
                .as("text alone, however loud")
                .isEqualTo(held(Reason.SCORE_HIGH));
        assertThat(spammy().because(FindingKey.TEXT_BYTES, 9, FindingKey.SPF_FAIL, 0.9)
                        .to(ELSEWHERE))
                .as("a whisper of the second kind")
                .isEqualTo(held(Reason.SCORE_HIGH));
        assertThat(spammy().because(FindingKey.TEXT_BYTES, 9, FindingKey.LIST_CLIENT, 3, FindingKey.KNOWN_SENDER, -1)
                        .to(ELSEWHERE))
                .as("somebody here knows the sender")
                .isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void whatIsRefusedElsewhereIsOnlyMarkedOrSeenWhereADomainAsksForNoMore() {
        Mail mail = spammy().because(FindingKey.TEXT_BYTES, 9, FindingKey.LIST_CLIENT, 2.5);
        assertThat(mail.to(ELSEWHERE, Mode.TAG)).isEqualTo(new Verdict.Tag(Reason.SCORE_EXTREME));
        assertThat(mail.to(ELSEWHERE, Mode.OBSERVE)).isEqualTo(delivered(Reason.OBSERVED));
    }

    @Test
    void aShareOfWhatWouldBeRefusedIsHeldForTheAudit() {
        Mail mail = spammy().because(FindingKey.TEXT_BYTES, 9, FindingKey.LIST_CLIENT, 2.5);
        assertThat(mail.lot(0.0199).to(ELSEWHERE)).isEqualTo(held(Reason.AUDIT));
        assertThat(mail.lot(0.02).to(ELSEWHERE)).isEqualTo(REFUSED);
    }

    @Test
    void postmasterAndAbuseAreNeverRefused() {
        Mail mail = spammy().because(FindingKey.TEXT_BYTES, 9, FindingKey.LIST_CLIENT, 2.5);
        for (String local : List.of("postmaster", "Abuse")) {
            assertThat(mail.to(ForwardPath.of(local + "@ejemplo.mx"))).isEqualTo(held(Reason.SCORE_HIGH));
        }
    }

    /** Allowed by the entry of {@link #allow}. */
    private static Verdict delivered(Reason reason) {
        return new Verdict.Deliver(reason, reason == Reason.ALLOWED ? Optional.of("a") : Optional.empty());
    }

    private static Allow allow(Subject subject, Scope scope, Proof proof) {
        return new Allow("a", subject, scope, proof, NOTE);
    }

    private static Deny deny(Subject subject, Scope scope) {
        return new Deny("d", subject, scope, NOTE);
    }

    // The score

    @ParameterizedTest
    @CsvSource({"1.3, DELIVER", "1.3863, HOLD", "9, HOLD", "-9, DELIVER"})
    void theScoreIsHeldFromTheThresholdOn(double logOdds, String what) {
        Mail mail = spammy();
        mail.logOdds = logOdds;
        assertThat(mail.to(LUIS))
                .isEqualTo(what.equals("HOLD") ? held(Reason.SCORE_HIGH) : delivered(Reason.SCORE_LOW));
    }

    @Test
    void aDomainThatTagsGetsAMarkAndOneThatObservesNothing() {
        assertThat(spammy().to(LUIS, Mode.TAG)).isEqualTo(new Verdict.Tag(Reason.SCORE_HIGH));
        assertThat(spammy().to(LUIS, Mode.OBSERVE)).isEqualTo(delivered(Reason.OBSERVED));
        assertThat(spammy().good().to(LUIS, Mode.TAG)).isEqualTo(delivered(Reason.SCORE_LOW));
        assertThat(spammy().good().to(LUIS, Mode.OBSERVE)).isEqualTo(delivered(Reason.SCORE_LOW));
    }

    // Proof for an allow entry

    @Test
    void anAllowedAddressWithItsSignaturePasses() {
        assertThat(spammy().signedBy(SHOP).to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED)))
                .isEqualTo(delivered(Reason.ALLOWED));
        assertThat(spammy().signedBy(SHOP).to(LUIS, allow(SHOP_DOMAIN, SITE, SIGNED)))
                .isEqualTo(delivered(Reason.ALLOWED));
    }

    @Test
    void aBareFromOpensNoDoor() {
        assertThat(spammy().to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED))).isEqualTo(held(Reason.SCORE_HIGH));
        assertThat(spammy().to(LUIS, allow(SHOP_DOMAIN, SITE, new Proof.AuthorisedBy(SHOP))))
                .isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void twoFromAddressesOpenNoDoorThoughOneSigned() {
        assertThat(spammy().from("info@shop.example", "boss@bank.example")
                        .signedBy(SHOP)
                        .to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED)))
                .isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void noFromAddressOpensNoDoor() {
        assertThat(spammy().from().signedBy(SHOP).to(LUIS, allow(SHOP_DOMAIN, SITE, SIGNED)))
                .isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void aSignatureThatLeavesPartOfTheBodyOpenProvesNothing() {
        assertThat(spammy().signed(new Dkim(Outcome.PASS, Optional.of(SHOP), "s", true, true, true, "l="))
                        .to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED)))
                .isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void aSignatureThatDoesNotCoverFromProvesNothing() {
        assertThat(spammy().signed(new Dkim(Outcome.PASS, Optional.of(SHOP), "s", true, false, false, ""))
                        .to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED)))
                .isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void aSignatureThatIsNotAlignedProvesNothing() {
        assertThat(spammy().signed(new Dkim(Outcome.PASS, Optional.of(SHOP), "s", false, true, false, ""))
                        .to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED)))
                .isEqualTo(held(Reason.SCORE_HIGH));
    }

    @ParameterizedTest
    @CsvSource({"FAIL", "TEMPERROR", "PERMERROR", "NEUTRAL", "POLICY", "NONE"})
    void aSignatureThatDidNotVerifyProvesNothing(Outcome outcome) {
        assertThat(spammy().signed(new Dkim(outcome, Optional.of(SHOP), "s", true, true, false, ""))
                        .to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED)))
                .isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void theSignatureOfAnotherDomainProvesNothing() {
        assertThat(spammy().signedBy(OTHER).to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED)))
                .isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void anotherSenderOfTheSignedDomainIsNotTheAllowedOne() {
        assertThat(spammy().from("stranger@shop.example").signedBy(SHOP).to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED)))
                .isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void anIdentityThatTheResultsDoNotBearOutProvesNothing() {
        Mail mail = spammy();
        mail.proven = List.of(new ProvenIdentity.SignedDomain(SHOP));
        assertThat(mail.to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED))).isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void passingSpfAloneProvesNothingUnlessItsNetworkIsExclusive() {
        Mail mail = spammy();
        mail.spf = new Spf(Outcome.PASS, Optional.of(SHOP), "");
        ListEntry entry = allow(SHOP_DOMAIN, SITE, new Proof.AuthorisedBy(SHOP));
        assertThat(mail.to(LUIS, entry)).isEqualTo(held(Reason.SCORE_HIGH));
        mail.proven = List.of(new ProvenIdentity.AuthorisedDomain(SHOP));
        assertThat(mail.to(LUIS, entry)).isEqualTo(delivered(Reason.ALLOWED));
        mail.spf = new Spf(Outcome.TEMPERROR, Optional.of(SHOP), "");
        assertThat(mail.to(LUIS, entry)).isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void aListNeedsItsSignatureToo() {
        ListEntry entry = allow(new Subject.MailingList("news.shop.example"), SITE, new Proof.ListSignedBy(SHOP));
        Mail mail = spammy().from("member@elsewhere.example");
        mail.listId = Optional.of("News.Shop.example");
        assertThat(mail.to(LUIS, entry)).isEqualTo(held(Reason.SCORE_HIGH));
        mail.signed(new Dkim(Outcome.PASS, Optional.of(SHOP), "s", false, true, false, ""));
        assertThat(mail.to(LUIS, entry)).isEqualTo(held(Reason.SCORE_HIGH));
        mail.proven = List.of(new ProvenIdentity.SignedList("news.shop.example", SHOP));
        assertThat(mail.to(LUIS, entry)).isEqualTo(delivered(Reason.ALLOWED));
        mail.listId = Optional.of("other.shop.example");
        assertThat(mail.to(LUIS, entry)).isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void aNetworkIsProvenByTheConnection() {
        Cidr cidr = Cidr.parse("192.0.2.0/28").orElseThrow();
        ListEntry entry = allow(new Subject.Network(cidr), SITE, new Proof.FromNetwork(cidr));
        Mail mail = spammy();
        assertThat(mail.to(LUIS, entry)).isEqualTo(delivered(Reason.ALLOWED));
        mail.client = "192.0.2.16";
        assertThat(mail.to(LUIS, entry)).isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void aDomainWithoutTheNamesBelowItStaysThere() {
        Mail mail = spammy().from("x@mail.shop.example").signedBy(SHOP);
        assertThat(mail.to(LUIS, allow(SHOP_DOMAIN, SITE, SIGNED))).isEqualTo(held(Reason.SCORE_HIGH));
        assertThat(mail.to(LUIS, allow(new Subject.Domain(SHOP, true), SITE, SIGNED)))
                .isEqualTo(delivered(Reason.ALLOWED));
    }

    // Scope and expiry

    @Test
    void oneRecipientsEntryFreesThatRecipientsCopyAlone() {
        ListEntry entry = allow(SHOP_ADDRESS, new Scope.OfMailbox(Mailbox.of("Luis@example.com")), SIGNED);
        Mail mail = spammy().signedBy(SHOP);
        assertThat(mail.to(LUIS, entry)).isEqualTo(delivered(Reason.ALLOWED));
        assertThat(mail.to(EVA, entry)).isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void oneDomainsEntryFreesThatDomainsCopiesAlone() {
        ListEntry entry = allow(SHOP_ADDRESS, new Scope.OfDomain(DomainName.of("example.com")), SIGNED);
        Mail mail = spammy().signedBy(SHOP);
        assertThat(mail.to(EVA, entry)).isEqualTo(delivered(Reason.ALLOWED));
        assertThat(mail.to(ELSEWHERE, entry)).isEqualTo(held(Reason.SCORE_HIGH));
    }

    @Test
    void anExpiredEntryDoesNothing() {
        var past = new Note("r", NOW.minusSeconds(100), "", Optional.of(NOW), Optional.empty());
        var future = new Note("r", NOW.minusSeconds(100), "", Optional.of(NOW.plusSeconds(1)), Optional.empty());
        Mail mail = spammy().signedBy(SHOP);
        assertThat(mail.to(LUIS, new Allow("a", SHOP_ADDRESS, SITE, SIGNED, past)))
                .isEqualTo(held(Reason.SCORE_HIGH));
        assertThat(mail.to(LUIS, new Allow("a", SHOP_ADDRESS, SITE, SIGNED, future)))
                .isEqualTo(delivered(Reason.ALLOWED));
        assertThat(spammy().good().to(LUIS, new Deny("d", SHOP_ADDRESS, SITE, past)))
                .isEqualTo(delivered(Reason.SCORE_LOW));
    }

    // Deny

    @Test
    void aDeniedSenderIsHeldWithoutAnyProof() {
        assertThat(spammy().good().to(LUIS, deny(SHOP_ADDRESS, SITE))).isEqualTo(held(Reason.DENIED));
        assertThat(spammy().good().from("a@x.example", "info@shop.example").to(LUIS, deny(SHOP_DOMAIN, SITE)))
                .isEqualTo(held(Reason.DENIED));
    }

    @Test
    void aDeniedReversePathIsHeldToo() {
        assertThat(spammy().good().from("friend@x.example").to(LUIS, deny(SHOP_DOMAIN, SITE)))
                .isEqualTo(held(Reason.DENIED));
    }

    @Test
    void aDeniedNetworkIsHeld() {
        ListEntry entry = deny(new Subject.Network(Cidr.parse("192.0.2.7").orElseThrow()), SITE);
        assertThat(spammy().good().to(LUIS, entry)).isEqualTo(held(Reason.DENIED));
    }

    @Test
    void theNarrowerScopeThenTheNarrowerSubjectThenDenyDecides() {
        Mail mail = spammy().signedBy(SHOP);
        Scope mine = new Scope.OfMailbox(Mailbox.of("luis@example.com"));
        assertThat(mail.to(LUIS, deny(SHOP_ADDRESS, SITE), allow(SHOP_DOMAIN, mine, SIGNED)))
                .isEqualTo(delivered(Reason.ALLOWED));
        assertThat(mail.to(LUIS, deny(SHOP_DOMAIN, mine), allow(SHOP_ADDRESS, SITE, SIGNED)))
                .isEqualTo(held(Reason.DENIED));
        assertThat(mail.to(LUIS, deny(SHOP_DOMAIN, SITE), allow(SHOP_ADDRESS, SITE, SIGNED)))
                .isEqualTo(delivered(Reason.ALLOWED));
        assertThat(mail.to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED), deny(SHOP_ADDRESS, SITE)))
                .isEqualTo(held(Reason.DENIED));
    }

    @Test
    void anAllowEntryWithoutItsProofDoesNotShadowADenyEntry() {
        Scope mine = new Scope.OfMailbox(Mailbox.of("luis@example.com"));
        assertThat(spammy().to(LUIS, deny(SHOP_DOMAIN, SITE), allow(SHOP_ADDRESS, mine, SIGNED)))
                .isEqualTo(held(Reason.DENIED));
    }

    @Test
    void whereADomainTagsOrObservesTheEntryIsStillNamed() {
        assertThat(spammy().good().to(LUIS, Mode.TAG, deny(SHOP_ADDRESS, SITE)))
                .isEqualTo(new Verdict.Tag(Reason.DENIED, Optional.of("d")));
        assertThat(spammy().good().to(LUIS, Mode.OBSERVE, deny(SHOP_ADDRESS, SITE)))
                .isEqualTo(new Verdict.Deliver(Reason.OBSERVED, Optional.of("d")));
    }

    @Test
    void ofEntriesThatSayTheSameTheFirstByIdIsNamed() {
        Deny second = new Deny("e", SHOP_ADDRESS, SITE, NOTE);
        assertThat(spammy().to(LUIS, second, deny(SHOP_ADDRESS, SITE))).isEqualTo(held(Reason.DENIED));
    }

    // What no entry can free

    @Test
    void whatCanRunIsHeldInSpiteOfAnAllowEntry() {
        assertThat(spammy().good()
                        .signedBy(SHOP)
                        .finding(Finding.Fact.of(FindingKey.ATTACHMENT_EXECUTABLE, "a.exe", "x"))
                        .to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED)))
                .isEqualTo(held(Reason.DANGEROUS_ATTACHMENT));
    }

    @ParameterizedTest
    @CsvSource({
        "html, BUDGET, HOLD",
        "html, CRASHED, HOLD",
        "html, TIMEOUT, ALLOW",
        "spf, TIMEOUT, ALLOW",
        "dnslist:zen, UNAVAILABLE, ALLOW",
        "attachments, TIMEOUT, HOLD",
        "attachments, CRASHED, HOLD",
        "attachments, UNAVAILABLE, TAG"
    })
    void aFailureThatTheMessageCausesHoldsIt(String check, Cause cause, String what) {
        Verdict expected = switch (what) {
            case "HOLD" -> held(Reason.UNREADABLE);
            case "TAG" -> new Verdict.Tag(Reason.CLASSIFIER_DOWN, Optional.of("a"));
            default -> delivered(Reason.ALLOWED);
        };
        assertThat(spammy().good()
                        .signedBy(SHOP)
                        .finding(new Finding.Unknown(check, cause, ""))
                        .to(LUIS, allow(SHOP_ADDRESS, SITE, SIGNED)))
                .isEqualTo(expected);
    }

    @Test
    void whatCannotBeReadIsDeliveredWithAMarkWhereADomainOnlyTags() {
        assertThat(spammy().finding(new Finding.Unknown("parser", Cause.BUDGET, ""))
                        .to(LUIS, Mode.TAG))
                .isEqualTo(new Verdict.Tag(Reason.UNREADABLE));
    }
}
