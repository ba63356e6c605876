package org.postigo.classifier.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.finding.Verdict.Reason;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.rule.Condition;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.Rule.Action;
import org.postigo.mail.rule.Rule.Match;
import org.postigo.mail.rule.RuleSet;
import org.postigo.mail.rule.WrittenCondition;

class RuleBookTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final DomainName HOUSE = DomainName.of("example.com");
    private static final DomainName SHOP = DomainName.of("shop.example");
    private static final ForwardPath LUIS = ForwardPath.of("luis@example.com");
    private static final ForwardPath ELSEWHERE = ForwardPath.of("ana@ejemplo.mx");

    /** A letter of the shop, signed or not, with an invoice that has macros. */
    private static Evidence letter(double logOdds, boolean signed, Finding... findings) {
        var none = AuthenticationResults.NONE;
        return new Evidence(
                NOW,
                InetAddress.ofLiteral("192.0.2.7"),
                ReversePath.of("bounce@news.shop.example"),
                List.of(Mailbox.of("Info@shop.example")),
                Optional.empty(),
                List.of(findings),
                new Score(logOdds, logOdds, List.of()),
                new AuthenticationResults(
                        none.spf(),
                        signed
                                ? List.of(new Dkim(Outcome.PASS, Optional.of(SHOP), "s", true, true, false, ""))
                                : List.of(),
                        none.dmarc(),
                        none.arc()),
                signed ? List.of(new ProvenIdentity.SignedDomain(SHOP)) : List.of(),
                0.5,
                new Sight(
                        25_000,
                        name -> Optional.of(
                                Map.of("subject", List.of("Su FACTURA de mayo"), "x-tool", List.of("Bulk 3"))
                                        .getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of())),
                        List.of(new MessageDigest.Attachment("Factura.DOCM", "application/vnd.ms-word", 9_000)),
                        Optional.of("ES")));
    }

    private static Condition condition(String kind, String name, String test, String value) {
        return new WrittenCondition(kind, name, test, value, false).condition();
    }

    private static Rule rule(String id, Action action, boolean firm, Condition... conditions) {
        return new Rule(id, "Rule " + id, true, Match.ALL, List.of(conditions), action, firm);
    }

    private static RuleBook site(Rule... rules) {
        return RuleBook.EMPTY.with(new Scope.Site(), List.of(rules));
    }

    private static Verdict decide(Evidence evidence, RuleBook rules, ListEntry... entries) {
        return Policy.decide(evidence, LUIS, Strictness.Rule.DEFAULT, Entries.of(List.of(entries)), rules);
    }

    private static Optional<String> by(String rule) {
        return Optional.of(rule);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        field,     Subject, contains, factura,                  YES
        field,     Subject, is,       su factura de mayo,       YES
        field,     Subject, begins,   factura,                  NO
        field,     Subject, ends,     mayo,                     YES
        field,     X-Tool,  present,  '',                       YES
        field,     X-None,  present,  '',                       NO
        from,      '',      '',       info@SHOP.example,        YES
        from,      '',      '',       other.example,            NO
        envelope,  '',      '',       shop.example,             NO
        envelope,  '',      '',       *.shop.example,           YES
        recipient, '',      '',       luis@example.com,         YES
        bounce,    '',      '',       '',                       NO
        client,    '',      '',       192.0.2.0/24,             YES
        client,    '',      '',       198.51.100.0/24,          NO
        country,   '',      '',       pt es,                    YES
        country,   '',      '',       MX,                       NO
        file-name, '',      '',       .docm,                    YES
        file-type, '',      '',       application/*,            YES
        file-type, '',      '',       application/zip,          NO
        size,      '',      '',       25000,                    YES
        size,      '',      '',       25001,                    NO
        score,     '',      '',       0.99,                     YES
        score,     '',      '',       0.999,                    NO
        fact,      spf.fail,'',       '',                       YES
        fact,      text.bait,'',      2,                        YES
        fact,      text.bait,'',      3,                        NO
        fact,      dmarc.pass,'',     '',                       UNKNOWN
        proven,    '',      '',       dkim:shop.example,        YES
        proven,    '',      '',       dkim:other.example,       NO
        """)
    void conditionsAreAnswered(String kind, String name, String test, String value, Truth expected) {
        Evidence evidence = letter(
                5,
                true,
                Finding.Fact.of(FindingKey.SPF_FAIL),
                new Finding.Fact(FindingKey.TEXT_BAIT, 2, List.of()),
                new Finding.Unknown("dmarc", Finding.Cause.TIMEOUT, ""));
        Condition plain = condition(kind, name, test, value);
        assertThat(Conditions.met(plain, evidence, LUIS)).isEqualTo(expected);
        assertThat(Conditions.met(new Condition.Not(plain), evidence, LUIS)).isEqualTo(expected.opposite());
        assertThat(WrittenCondition.of(plain).condition()).isEqualTo(plain);
        assertThat(WrittenCondition.of(new Condition.Not(plain)).condition()).isEqualTo(new Condition.Not(plain));
    }

    @Test
    void whatNobodyKnowsDecidesNothing() {
        Evidence nowhere = new Evidence(
                NOW,
                InetAddress.ofLiteral("192.0.2.7"),
                ReversePath.of(""),
                List.of(),
                Optional.empty(),
                List.of(),
                new Score(-5, -5, List.of()),
                AuthenticationResults.NONE,
                List.of(),
                0.5);
        Rule abroad = rule("abroad", Action.HOLD, false, new Condition.Not(condition("country", "", "", "ES")));
        assertThat(decide(nowhere, site(abroad)))
                .as("without a database, mail is not from abroad")
                .isEqualTo(new Verdict.Deliver(Reason.SCORE_LOW));
        assertThat(site(abroad).unanswered(nowhere, LUIS)).isTrue();
    }

    @Test
    void theRuleThatDecidesIsNamed() {
        Rule docm = rule("docm", Action.HOLD, false, condition("file-name", "", "", ".docm"));
        assertThat(decide(letter(-5, false), site(docm))).isEqualTo(new Verdict.Hold(Reason.RULE, by("docm")));
        assertThat(decide(letter(-5, false), RuleBook.EMPTY)).isEqualTo(new Verdict.Deliver(Reason.SCORE_LOW));
    }

    @Test
    void theFirstThatIsMetDecidesAndADomainIsAskedBeforeTheSite() {
        Rule site = rule("site", Action.HOLD, false, condition("file-name", "", "", ".docm"));
        Rule house = rule(
                "house",
                Action.DELIVER,
                false,
                condition("file-name", "", "", ".docm"),
                condition("proven", "", "", "dkim:shop.example"));
        RuleBook book = site(site).with(new Scope.OfDomain(HOUSE), List.of(house));
        assertThat(decide(letter(5, true), book)).isEqualTo(new Verdict.Deliver(Reason.RULE, by("house")));
        assertThat(decide(letter(5, false), book))
                .as("the same From without its signature")
                .isEqualTo(new Verdict.Hold(Reason.RULE, by("site")));
        assertThat(Policy.decide(letter(5, true), ELSEWHERE, Strictness.Rule.DEFAULT, Entries.NONE, book))
                .as("another domain's rules are not asked")
                .isEqualTo(new Verdict.Hold(Reason.RULE, by("site")));
    }

    @Test
    void nothingDeliversWithoutAProof() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule("open", Action.DELIVER, false, condition("from", "", "", "shop.example")))
                .withMessageContaining("proof");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rule(
                        "open",
                        "Open",
                        true,
                        Match.ANY,
                        List.of(
                                condition("from", "", "", "shop.example"),
                                condition("proven", "", "", "dkim:shop.example")),
                        Action.DELIVER,
                        false))
                .withMessageContaining("proof");
    }

    @Test
    void noRuleLetsPassWhatCanRun() {
        Rule pass = rule("pass", Action.DELIVER, false, condition("proven", "", "", "dkim:shop.example"));
        assertThat(decide(letter(5, true, Finding.Fact.of(FindingKey.ATTACHMENT_EXECUTABLE)), site(pass)))
                .isEqualTo(new Verdict.Hold(Reason.DANGEROUS_ATTACHMENT));
    }

    @Test
    void anAllowEntryGoesBeforeARuleUnlessTheRuleIsFirm() {
        var allow = new ListEntry.Allow(
                "a",
                new ListEntry.Subject.Domain(SHOP, false),
                new Scope.Site(),
                new ListEntry.Proof.SignedBy(SHOP),
                new ListEntry.Note("r", NOW, "", Optional.empty(), Optional.empty()));
        Condition docm = condition("file-name", "", "", ".docm");
        assertThat(decide(letter(5, true), site(rule("soft", Action.HOLD, false, docm)), allow))
                .isEqualTo(new Verdict.Deliver(Reason.ALLOWED, by("a")));
        assertThat(decide(letter(5, true), site(rule("firm", Action.HOLD, true, docm)), allow))
                .isEqualTo(new Verdict.Hold(Reason.RULE, by("firm")));
    }

    @Test
    void aMarkOnlyAddsAndARefusalSparesThePostmaster() {
        Condition docm = condition("file-name", "", "", ".docm");
        RuleBook marks = site(rule("mark", Action.TAG, false, docm));
        assertThat(decide(letter(-5, false), marks)).isEqualTo(new Verdict.Tag(Reason.RULE, by("mark")));
        assertThat(decide(letter(5, false), marks)).isEqualTo(new Verdict.Hold(Reason.SCORE_HIGH));
        RuleBook refuses = site(rule("no", Action.REFUSE, false, docm));
        assertThat(decide(letter(-5, false), refuses)).isEqualTo(new Verdict.Refuse(Reason.RULE, by("no")));
        assertThat(Policy.decide(
                        letter(-5, false),
                        ForwardPath.of("postmaster@example.com"),
                        Strictness.Rule.DEFAULT,
                        Entries.NONE,
                        refuses))
                .isEqualTo(new Verdict.Hold(Reason.RULE, by("no")));
    }

    @Test
    void aRuleThatIsOffIsNotAsked() {
        var off =
                new Rule("off", "Off", false, Match.ALL, List.of(condition("bounce", "", "", "")), Action.HOLD, false);
        var set = new RuleSet(1, new Scope.Site(), List.of(off), "", "r", NOW);
        assertThat(RuleBook.of(1, List.of(set)).site()).isEmpty();
    }
}
