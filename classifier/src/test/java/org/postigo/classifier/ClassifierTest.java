package org.postigo.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.check.Authenticator;
import org.postigo.classifier.check.Check;
import org.postigo.classifier.check.Correspondence;
import org.postigo.classifier.check.Subject;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.policy.AllowAndDeny;
import org.postigo.classifier.policy.Strictness;
import org.postigo.classifier.relay.TrustedRelays;
import org.postigo.classifier.text.Letters;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Finding.Cause;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.finding.Verdict.Reason;
import org.postigo.mail.policy.Cidr;

class ClassifierTest {
    private static final ForwardPath LUIS = ForwardPath.of("luis@example.com");
    private static final Digester DIGESTER = Digester.of(message -> List.of(), message -> List.of());

    private Duration deadline = Duration.ofSeconds(60);
    private AllowAndDeny lists = AllowAndDeny.NONE;
    private Digester digester = DIGESTER;
    private Strictness strictness = Strictness.DEFAULT;

    private interface Examination {
        List<Finding> of(Subject subject) throws InterruptedException;
    }

    private static Check check(String name, Examination examination) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Finding> examine(Subject subject) throws InterruptedException {
                return examination.of(subject);
            }
        };
    }

    private static Check stating(String name, FindingKey key) {
        return check(name, subject -> List.of(Finding.Fact.of(key)));
    }

    private Classifier classifier(Checks checks) {
        Combiner combiner = Combiner.of(PriceList.standard());
        return new Classifier(
                checks,
                digester,
                () -> new Classifier.Models(combiner, "text-0"),
                lists,
                strictness,
                Clock.systemUTC(),
                deadline);
    }

    private Assessment assess(Checks checks, MailObject mail) {
        try (Classifier classifier = classifier(checks)) {
            return classifier.assess(mail);
        }
    }

    private static Checks waiting(Check... checks) {
        return new Checks(List.of(), List.of(checks), Authenticator.OFFLINE, Correspondence.NONE);
    }

    @Test
    void mailOfATrustedRelayIsJudgedByTheClientThatHandedItInThere() {
        MailObject letter = Letters.ham(1);
        var received = "Received: from mx.sender.example (mx.sender.example [203.0.113.66])\r\n"
                + "\tby backup.example.com (Postfix) with ESMTPS id 4Z1; Tue, 24 Nov 2026 08:00:00 +0000\r\n";
        var relayed = new MailObject(
                letter.id(),
                letter.received(),
                Client.plain(InetAddress.ofLiteral("198.51.100.10"), "backup.example.com"),
                letter.envelope(),
                Content.of((received + "Subject: x\r\n\r\nx\r\n").getBytes(StandardCharsets.US_ASCII)));
        Check client = check(
                "client",
                subject -> List.of(Finding.Fact.of(
                        FindingKey.LIST_CLIENT,
                        subject.mail().client().address().getHostAddress())));
        var relays = new TrustedRelays(List.of(Cidr.parse("198.51.100.10").orElseThrow()));
        Assessment trusted = assess(
                new Checks(List.of(client), List.of(), Authenticator.OFFLINE, Correspondence.NONE, relays), relayed);
        assertThat(trusted.findings()).contains(Finding.Fact.of(FindingKey.LIST_CLIENT, "203.0.113.66"));
        assertThat(trusted.proven()).contains(new ProvenIdentity.ClientAddress(InetAddress.ofLiteral("203.0.113.66")));
        Assessment untrusted =
                assess(new Checks(List.of(client), List.of(), Authenticator.OFFLINE, Correspondence.NONE), relayed);
        assertThat(untrusted.findings()).contains(Finding.Fact.of(FindingKey.LIST_CLIENT, "198.51.100.10"));
    }

    @Test
    void findingsComeInTheOrderOfTheChecksHoweverLongEachTakes() {
        var second = new CountDownLatch(1);
        Check slow = check("slow", subject -> {
            second.await();
            return List.of(Finding.Fact.of(FindingKey.LIST_CLIENT));
        });
        Check fast = check("fast", subject -> {
            second.countDown();
            return List.of(Finding.Fact.of(FindingKey.LIST_LINK));
        });
        Authenticator spf = subject -> new Authenticator.Authenticated(
                AuthenticationResults.NONE, List.of(Finding.Fact.of(FindingKey.SPF_NONE)), List.of());
        Assessment assessment = assess(
                new Checks(
                        List.of(stating("one", FindingKey.FIELD_MISSING_TO), stating("two", FindingKey.HTML_ONLY)),
                        List.of(slow, fast),
                        spf,
                        Correspondence.NONE),
                Letters.ham(1));
        assertThat(assessment.findings())
                .extracting(finding -> ((Finding.Fact) finding).key())
                .containsExactly(
                        FindingKey.FIELD_MISSING_TO,
                        FindingKey.HTML_ONLY,
                        FindingKey.SPF_NONE,
                        FindingKey.LIST_CLIENT,
                        FindingKey.LIST_LINK);
        assertThat(assessment.score().contributions()).hasSize(5);
        assertThat(assessment.digest().subject()).isEqualTo("Acta de la reunión 1");
        assertThat(assessment.versions().prices()).isEqualTo("prices-2");
        assertThat(assessment.versions().model()).isEqualTo("prices-2+text-0");
    }

    @Test
    void waitingChecksRunAtTheSameTime() {
        var together = new CyclicBarrier(3);
        Examination meet = subject -> {
            try {
                together.await();
                return List.of();
            } catch (java.util.concurrent.BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
        };
        Assessment assessment = assess(waiting(check("a", meet), check("b", meet), check("c", meet)), Letters.ham(1));
        assertThat(assessment.findings()).isEmpty();
    }

    @Test
    void aCheckThatCrashesIsUnknownAndHoldsThatMessage() {
        Check crashing = check("html", subject -> {
            throw new IllegalStateException("bug");
        });
        for (Checks checks : List.of(Checks.offline(List.of(crashing)), waiting(crashing))) {
            Assessment assessment = assess(checks, Letters.ham(1));
            assertThat(assessment.findings())
                    .containsExactly(
                            new Finding.Unknown("html", Cause.CRASHED, "java.lang.IllegalStateException: bug"));
            assertThat(assessment.verdictFor(LUIS)).isEqualTo(new Verdict.Hold(Reason.UNREADABLE));
        }
    }

    @Test
    void endlessRecursionIsACrashLikeAnyOther() {
        class Deep {
            int down(int n) {
                return n < 0 ? 0 : 1 + down(n + 1);
            }
        }
        Check crashing = check(
                "deep", subject -> List.of(new Finding.Fact(FindingKey.HTML_ONLY, new Deep().down(0), List.of())));
        assertThat(assess(Checks.offline(List.of(crashing)), Letters.ham(1)).verdictFor(LUIS))
                .isEqualTo(new Verdict.Hold(Reason.UNREADABLE));
    }

    @Test
    void aCheckThatAlwaysCrashesIsToBlameItselfAndHoldsNoMoreMail() {
        Check crashing = check("html", subject -> {
            throw new IllegalStateException("bug");
        });
        try (Classifier classifier = classifier(Checks.offline(List.of(crashing)))) {
            for (int i = 0; i < Gathering.CRASHES; i++) {
                assertThat(classifier.assess(Letters.ham(i)).verdictFor(LUIS))
                        .isEqualTo(new Verdict.Hold(Reason.UNREADABLE));
            }
            assertThat(classifier.outOfOrder()).isEmpty();
            assertThat(classifier.assess(Letters.ham(99)).verdictFor(LUIS))
                    .isEqualTo(new Verdict.Deliver(Reason.SCORE_LOW));
            assertThat(classifier.outOfOrder()).containsExactly("html");
        }
    }

    @Test
    void whatMissesTheDeadlineIsUnknownAndTheRestCounts() {
        deadline = Duration.ofMillis(50);
        Check never = check("dnslist:slow", subject -> {
            new CountDownLatch(1).await();
            return List.of();
        });
        Authenticator neither = subject -> {
            new CountDownLatch(1).await();
            return Authenticator.Authenticated.NOTHING;
        };
        Assessment assessment = assess(
                new Checks(
                        List.of(stating("fields", FindingKey.FIELD_MISSING_TO)),
                        List.of(never),
                        neither,
                        Correspondence.NONE),
                Letters.ham(1));
        assertThat(assessment.findings())
                .containsExactly(
                        Finding.Fact.of(FindingKey.FIELD_MISSING_TO),
                        new Finding.Unknown("authentication", Cause.TIMEOUT, "no answer in time"),
                        new Finding.Unknown("dnslist:slow", Cause.TIMEOUT, "no answer in time"));
        assertThat(assessment.verdictFor(LUIS)).isEqualTo(new Verdict.Deliver(Reason.SCORE_LOW));
    }

    @Test
    void aMessageThatKeepsACheckComputingPastTheDeadlineIsHeld() {
        deadline = Duration.ofMillis(50);
        var stop = new CountDownLatch(1);
        Check busy = check("html", subject -> {
            stop.await();
            return List.of();
        });
        Assessment assessment =
                assess(Checks.offline(List.of(busy, stating("links", FindingKey.LINK_ONLY))), Letters.ham(1));
        assertThat(assessment.findings())
                .containsExactly(
                        new Finding.Unknown("html", Cause.BUDGET, "still computing at the deadline"),
                        new Finding.Unknown("links", Cause.TIMEOUT, "no answer in time"));
        assertThat(assessment.verdictFor(LUIS)).isEqualTo(new Verdict.Hold(Reason.UNREADABLE));
        stop.countDown();
    }

    @Test
    void aMessageBeyondTheParsersBudgetIsHeldWithWhatCouldBeRead() {
        var nested = new StringBuilder("From: a@example.net\r\nSubject: Deep\r\n");
        for (int i = 0; i < 200; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        Assessment assessment = assess(
                Checks.offline(List.of()),
                Letters.of(nested.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        assertThat(assessment.verdictFor(LUIS)).isEqualTo(new Verdict.Hold(Reason.UNREADABLE));
        assertThat(assessment.digest().subject()).isEqualTo("Deep");
    }

    @Test
    void contentThatCannotBeReadPassesWithAMarkSinceTheMessageIsNotToBlame() {
        MailObject mail = Letters.ham(1);
        var unreadable = new MailObject(mail.id(), mail.received(), mail.client(), mail.envelope(), new Content() {
            @Override
            public long size() {
                return 10;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("disk");
            }
        });
        try (Classifier classifier = classifier(Checks.offline(List.of()))) {
            Assessment assessment = classifier.assess(unreadable);
            assertThat(assessment.verdictFor(LUIS)).isEqualTo(new Verdict.Tag(Reason.CLASSIFIER_DOWN));
            assertThat(assessment.digest()).isEqualTo(MessageDigest.UNREAD);
            assertThat(classifier.failures()).isEqualTo(1);
        }
    }

    @Test
    void listsThatCannotBeReadLetMailPassWithAMark() {
        lists = () -> {
            throw new IllegalStateException("index damaged");
        };
        assertThat(assess(Checks.offline(List.of()), Letters.spam(1)).verdictFor(LUIS))
                .isEqualTo(new Verdict.Tag(Reason.CLASSIFIER_DOWN));
    }

    @Test
    void aDomainThatCannotBeLookedUpLetsMailPassWithAMark() {
        strictness = domain -> {
            throw new IllegalStateException("index damaged");
        };
        assertThat(assess(Checks.offline(List.of()), Letters.spam(1)).verdictFor(LUIS))
                .isEqualTo(new Verdict.Tag(Reason.CLASSIFIER_DOWN));
    }

    @Test
    void aDigestThatCrashesHoldsTheMessage() {
        digester = subject -> {
            throw new IllegalStateException("bug");
        };
        Assessment assessment = assess(Checks.offline(List.of()), Letters.ham(1));
        assertThat(assessment.verdictFor(LUIS)).isEqualTo(new Verdict.Hold(Reason.UNREADABLE));
        assertThat(assessment.digest()).isEqualTo(MessageDigest.UNREAD);
    }

    @Test
    void theClientsAddressIsTheWeakestProof() {
        DomainName signer = DomainName.of("example.net");
        Authenticator authenticator = subject -> new Authenticator.Authenticated(
                AuthenticationResults.NONE, List.of(), List.of(new ProvenIdentity.SignedDomain(signer)));
        assertThat(assess(new Checks(List.of(), List.of(), authenticator, Correspondence.NONE), Letters.ham(1))
                        .proven())
                .containsExactly(
                        new ProvenIdentity.SignedDomain(signer),
                        new ProvenIdentity.ClientAddress(InetAddress.ofLiteral("192.0.2.7")));
    }

    @Test
    void correspondenceIsAskedUnderTheProofThatTheMessageBrings() {
        DomainName signer = DomainName.of("example.net");
        Correspondence memory = (sender, proof, domain) -> Optional.of(
                proof.equals(Optional.of(signer)) && domain.equals(DomainName.of("example.com"))
                        ? new Correspondence.History(2, 0, 0)
                        : Correspondence.History.STRANGER);
        Authenticator signed = subject -> new Authenticator.Authenticated(
                AuthenticationResults.NONE, List.of(), List.of(new ProvenIdentity.SignedDomain(signer)));
        Authenticator unsigned = subject -> Authenticator.Authenticated.NOTHING;
        assertThat(assess(new Checks(List.of(), List.of(), signed, memory), Letters.ham(1))
                        .findings())
                .containsExactly(new Finding.Fact(FindingKey.KNOWN_SENDER, 0.5, List.of("2")));
        assertThat(assess(new Checks(List.of(), List.of(), unsigned, memory), Letters.ham(1))
                        .findings())
                .containsExactly(Finding.Fact.of(FindingKey.NEW_SENDER));
    }

    @Test
    void historyWithoutAnyProofCountsHalf() {
        Correspondence memory = (sender, proof, domain) -> Optional.of(new Correspondence.History(2, 2, 2));
        Authenticator unsigned = subject -> Authenticator.Authenticated.NOTHING;
        assertThat(assess(new Checks(List.of(), List.of(), unsigned, memory), Letters.ham(1))
                        .findings())
                .containsExactly(
                        new Finding.Fact(FindingKey.KNOWN_SENDER, 0.25, List.of("2")),
                        new Finding.Fact(FindingKey.KNOWN_SENDER_RESCUED, 0.25, List.of("2")),
                        new Finding.Fact(FindingKey.KNOWN_SENDER_SPAM, 0.5, List.of("2")));
    }
}
