package org.postigo.appliance.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.workshop.CombinerWorkshop.Made;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.combine.ModelShelf;
import org.postigo.classifier.combine.PriceList;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.Reply;
import org.postigo.quarantine.Backoff;
import org.postigo.quarantine.Choice;
import org.postigo.quarantine.DecidedMail;
import org.postigo.quarantine.Deliverer;
import org.postigo.quarantine.Quarantine;
import org.postigo.quarantine.Releases;
import org.postigo.store.MemoryStore;
import org.postigo.store.Samples;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision.Kind;
import org.postigo.store.people.Person;

/** From decisions of reviewers to a model that serves. */
class CombinerWorkshopTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final PriceList PRICES = PriceList.standard();
    private static final Person INES =
            new Person("ines@filtro.example", "Inés", Person.Role.ADMINISTRATOR, Set.of(), "{noop}x", Optional.empty());

    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore(CLOCK);
    private final Quarantine quarantine = new Quarantine(store.held(), store.domains(), CLOCK, Duration.ZERO);

    private CombinerWorkshop workshop() throws Exception {
        return new CombinerWorkshop(
                new DecidedMail(store.held(), store.journal(), store.acquaintances()),
                ModelShelf.open(folder, PRICES, CLOCK),
                PRICES,
                0.8,
                CLOCK);
    }

    private static Assessment assessment(MailObject mail, List<Finding> findings, Verdict verdict) {
        Assessment was = Samples.assessment(
                mail, "Pedido", 2, new ProvenIdentity.SignedDomain(DomainName.of("proveedor.example")));
        var verdicts = new java.util.HashMap<>(was.verdicts());
        verdicts.replaceAll((path, before) -> verdict);
        return new Assessment(
                findings,
                Combiner.of(PRICES).score(findings),
                AuthenticationResults.NONE,
                was.proven(),
                Map.copyOf(verdicts),
                was.digest(),
                was.versions(),
                was.took());
    }

    /** A site whose good mail often lacks a reverse name, and uses words that the prices hold against it. */
    private void reviewed(int each) throws Exception {
        var random = new Random(17);
        var spam = new ArrayList<CopyId>();
        var good = new ArrayList<CopyId>();
        for (int i = 0; i < 2 * each; i++) {
            boolean isSpam = i % 2 == 0;
            var findings = new ArrayList<Finding>();
            findings.add(
                    new Finding.Fact(FindingKey.TEXT_WORDS, (isSpam ? 8 : 2) + 1.2 * random.nextGaussian(), List.of()));
            if (random.nextDouble() < (isSpam ? 0.3 : 0.6)) {
                findings.add(Finding.Fact.of(FindingKey.CLIENT_NO_REVERSE_NAME));
            }
            MailObject mail = Samples.mail(NOW, "a@proveedor.example", "Pedido " + i, "b@metalsur.example");
            CopyId id = store.held()
                    .hold(
                            mail,
                            assessment(mail, findings, new Verdict.Hold(Verdict.Reason.SCORE_HIGH)),
                            "key" + i,
                            Samples.copies(mail))
                    .publish()
                    .getFirst();
            (isSpam ? spam : good).add(id);
        }
        quarantine.decide(INES, spam, Choice.of(Kind.SPAM));
        quarantine.decide(INES, good, Choice.of(Kind.RELEASE));
        var releases = new Releases(
                store.held(),
                store.lists(),
                (copy, content) -> new Deliverer.Delivery.Accepted("mail.example:25", new Reply(250, "2.0.0", "Ok")),
                CLOCK,
                Backoff.DEFAULT,
                Runnable::run,
                4);
        while (releases.tick() > 0) {
            assertThat(store.held().due(NOW, 1_000)).hasSizeLessThan(2 * each + 1);
        }
    }

    private void delivered(int messages) {
        for (int i = 0; i < messages; i++) {
            MailObject mail = Samples.mail(
                    NOW.minus(Duration.ofDays(9)), "c@proveedor.example", "Entrega " + i, "b@metalsur.example");
            List<Finding> findings = List.of(new Finding.Fact(FindingKey.TEXT_WORDS, -3, List.of()));
            store.journal()
                    .append(Samples.delivered(
                            mail, assessment(mail, findings, new Verdict.Deliver(Verdict.Reason.SCORE_LOW))));
        }
    }

    @Test
    void tooFewDecisionsMoveNoPrice() throws Exception {
        reviewed(199);
        assertThat(workshop().train("ines", true))
                .isEqualTo(new Made.Nothing("prices move from 200 decisions of each class on; there are 199 of spam and"
                        + " 199 of good mail"));
        assertThat(workshop().shelf().list()).hasSize(1);
    }

    @Test
    void decisionsMakeAModelThatServesOnceItIsPromoted() throws Exception {
        reviewed(300);
        CombinerWorkshop workshop = workshop();
        Made.Model made = (Made.Model) workshop.train("ines", true);
        assertThat(made.card())
                .contains("300 messages that were spam and 300 that were good", "by ines", "1-ROCA%", PRICES.version());
        assertThat(made.qualifies()).isTrue();
        assertThat(workshop.shelf().serving().version()).isEqualTo(PRICES.version());

        assertThat(workshop.shelf().promote(made.version(), "ines", false, ""))
                .isEqualTo(new ModelShelf.Outcome.Serves("combiner-1"));
        assertThat(workshop.shelf().serving().version()).isEqualTo("combiner-1");
        // No reverse name stood on more good mail than spam here: it no longer counts against any.
        double share = workshop.shelf()
                .serving()
                .score(List.of(Finding.Fact.of(FindingKey.CLIENT_NO_REVERSE_NAME)))
                .contributions()
                .getFirst()
                .logOdds();
        assertThat(share).isZero();
    }

    @Test
    void uncontestedMailIsASourceOfItsOwnThatCanBeLeftOut() throws Exception {
        reviewed(200);
        delivered(50);
        var with = new StringWriter();
        var without = new StringWriter();
        assertThat(workshop().arff(true, with)).isEqualTo(450);
        assertThat(workshop().arff(false, without)).isEqualTo(400);
        assertThat(with.toString()).contains("ham,{0.1}").startsWith("@relation mail");
        assertThat(without.toString()).doesNotContain("{0.1}");
        assertThat(((Made.Model) workshop().train("ines", true)).card()).contains("50 delivered that nobody contested");
    }
}
