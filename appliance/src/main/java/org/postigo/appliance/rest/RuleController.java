package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.rules.RuleBench;
import org.postigo.classifier.policy.RuleBook;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.RuleSet;
import org.postigo.mail.rule.WrittenCondition;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldMessage;
import org.postigo.store.lists.Hits;
import org.postigo.store.rules.Rules;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Rules of the house. A scope is {@code site} or a domain; its rules are read and saved as a whole, so that the same PUT
 * twice is the same as once.
 */
@RestController
@RequestMapping("/api/v1/rules")
class RuleController {
    private final Rules rules;
    private final RuleBench bench;
    private final Hits hits;
    private final org.postigo.store.Store store;
    private final Clock clock;

    RuleController(Rules rules, RuleBench bench, Hits hits, org.postigo.store.Store store, Clock clock) {
        this.rules = rules;
        this.bench = bench;
        this.hits = hits;
        this.store = store;
        this.clock = clock;
    }

    /**
     * A condition as JSON.
     *
     * @param kind fact, field, from, envelope, recipient, bounce, client, country, file-name, file-type, size, score or
     *     proven
     * @param name of the fact or the field
     * @param test of a field: present, is, contains, begins or ends
     * @param value what it is compared with
     * @param not whether the opposite is asked
     */
    @Schema(name = "RuleCondition")
    record ConditionRow(
            String kind,
            @Nullable String name,
            @Nullable String test,
            @Nullable String value,
            @Nullable Boolean not) {
        static ConditionRow of(WrittenCondition written) {
            return new ConditionRow(
                    written.kind(),
                    empty(written.name()),
                    empty(written.test()),
                    empty(written.value()),
                    written.not() ? true : null);
        }

        private static @Nullable String empty(String text) {
            return text.isEmpty() ? null : text;
        }

        WrittenCondition written() {
            return new WrittenCondition(
                    kind == null ? "" : kind,
                    name == null ? "" : name,
                    test == null ? "" : test,
                    value == null ? "" : value,
                    not != null && not);
        }
    }

    /**
     * A rule as JSON.
     *
     * @param id chosen by whoever writes it
     * @param name what people call it
     * @param on whether it is asked; true if left out
     * @param match all or any; all if left out
     * @param conditions 1 to 20
     * @param action deliver, tag, hold or refuse
     * @param firm whether it goes before the allow and deny entries; false if left out
     * @param hits copies that it decided about; ignored in a PUT
     * @param lastHit when it decided last; ignored in a PUT
     */
    @Schema(name = "Rule")
    record Row(
            String id,
            String name,
            @Nullable Boolean on,
            @Nullable String match,
            List<ConditionRow> conditions,
            String action,
            @Nullable Boolean firm,
            @Nullable Long hits,
            @Nullable Instant lastHit) {
        static Row of(Rule rule, Hits.Tally tally) {
            return new Row(
                    rule.id(),
                    rule.name(),
                    rule.on(),
                    Words.of(rule.match()),
                    rule.conditions().stream()
                            .map(WrittenCondition::of)
                            .map(ConditionRow::of)
                            .toList(),
                    Words.of(rule.action()),
                    rule.firm(),
                    tally.count(),
                    tally.last().orElse(null));
        }

        Rule rule() {
            if (id == null || name == null || conditions == null || action == null) {
                throw Problem.bad("a rule has id, name, conditions and action");
            }
            return new Rule(
                    id,
                    name,
                    on == null || on,
                    match == null ? Rule.Match.ALL : Words.require(Rule.Match.class, "match", match),
                    conditions.stream().map(row -> row.written().condition()).toList(),
                    Words.require(Rule.Action.class, "action", action),
                    firm != null && firm);
        }
    }

    /**
     * The rules of a scope.
     *
     * @param scope site or a domain
     * @param version of this set; 0 if none was ever saved
     * @param rules in the order in which they are asked
     * @param comment why, in the author's words
     * @param by who saved it
     * @param at when
     */
    @Schema(name = "RuleSet")
    record SetRow(
            String scope,
            long version,
            List<Row> rules,
            String comment,
            String by,
            @Nullable Instant at) {}

    /**
     * What to save.
     *
     * @param rules all of the scope, in their order
     * @param comment why
     * @param basedOn version that was seen; the one in force if left out, which overwrites what others saved meanwhile
     */
    @Schema(name = "RulesToSave")
    record ToSave(
            List<Row> rules,
            @Nullable String comment,
            @Nullable Long basedOn) {}

    /** Which version to return to. */
    @Schema(name = "RulesToRollBack")
    record ToRollBack(long version, @Nullable String comment) {}

    /**
     * What to ask about.
     *
     * @param copy a held copy, by its id; else a message as text
     * @param message with header section and body
     * @param envelopeFrom MAIL FROM; empty for a bounce
     * @param recipient RCPT TO; of a held copy its own
     * @param client address; 192.0.2.1 if left out
     * @param scope of the draft
     * @param rules draft; those in force if left out
     */
    @Schema(name = "RulesToTry")
    record ToTry(
            @Nullable String copy,
            @Nullable String message,
            @Nullable String envelopeFrom,
            @Nullable String recipient,
            @Nullable String client,
            @Nullable String scope,
            @Nullable List<Row> rules) {}

    /** How one rule was answered: yes, no or unknown. */
    @Schema(name = "RuleAnswer")
    record AnswerRow(String id, String name, boolean on, String action, String met, List<String> conditions) {
        static AnswerRow of(RuleBook.Answer answer) {
            return new AnswerRow(
                    answer.rule().id(),
                    answer.rule().name(),
                    answer.rule().on(),
                    Words.of(answer.rule().action()),
                    Words.of(answer.met()),
                    answer.conditions().stream().map(Words::of).toList());
        }
    }

    /**
     * What came of it.
     *
     * @param first the rule that would decide if nothing decides before it; empty if none
     * @param answers in the order in which they were asked
     * @param probability of spam
     * @param facts found
     */
    @Schema(name = "RulesTried")
    record Tried(String first, List<AnswerRow> answers, double probability, List<String> facts) {}

    @GetMapping
    List<SetRow> all() {
        return rules.snapshot().sets().stream().map(this::row).toList();
    }

    @GetMapping("/{scope}")
    SetRow show(@PathVariable String scope) {
        Scope of = scope(scope);
        return rules.find(of).map(this::row).orElseGet(() -> new SetRow(scope, 0, List.of(), "", "", null));
    }

    @GetMapping("/{scope}/history")
    List<SetRow> history(@PathVariable String scope) {
        return rules.history(scope(scope)).stream().map(this::row).toList();
    }

    @PutMapping("/{scope}")
    SetRow save(@PathVariable String scope, @RequestBody ToSave asked) throws IOException {
        if (asked.rules() == null) {
            throw Problem.bad("rules are missing; an empty list takes all away");
        }
        List<Rule> written = read(asked.rules());
        Scope of = scope(scope);
        Optional<RuleSet> present = rules.find(of);
        if (present.map(RuleSet::rules).orElse(List.of()).equals(written)) {
            // The same twice is the same as once, and no version is spent on it.
            return show(scope);
        }
        long seen = asked.basedOn() == null ? present.map(RuleSet::version).orElse(0L) : asked.basedOn();
        return put(of, written, asked.comment() == null ? "" : asked.comment(), seen);
    }

    @PostMapping("/{scope}/rollback")
    SetRow rollBack(@PathVariable String scope, @RequestBody ToRollBack asked) throws IOException {
        Scope of = scope(scope);
        List<RuleSet> history = rules.history(of);
        RuleSet back = history.stream()
                .filter(set -> set.version() == asked.version())
                .findFirst()
                .orElseThrow(() -> Problem.noSuch("version " + asked.version() + " of these rules"));
        return put(
                of,
                back.rules(),
                asked.comment() == null ? "back to version " + back.version() : asked.comment(),
                history.getFirst().version());
    }

    @PostMapping("/try")
    Tried tryOut(@RequestBody ToTry asked) throws IOException {
        Optional<RuleSet> draft = asked.rules() == null
                ? Optional.empty()
                : Optional.of(draft(asked.scope() == null ? "site" : asked.scope(), read(asked.rules())));
        RuleBench.Outcome outcome = asked.copy() == null ? fresh(asked, draft) : held(asked.copy(), draft);
        return new Tried(
                outcome.first().map(Rule::id).orElse(""),
                outcome.answers().stream().map(AnswerRow::of).toList(),
                outcome.assessment().score().probability(),
                outcome.assessment().findings().stream()
                        .flatMap(finding -> finding instanceof org.postigo.mail.finding.Finding.Fact fact
                                ? java.util.stream.Stream.of(fact.key().wire())
                                : java.util.stream.Stream.empty())
                        .distinct()
                        .toList());
    }

    private RuleBench.Outcome fresh(ToTry asked, Optional<RuleSet> draft) throws IOException {
        if (asked.message() == null || asked.recipient() == null) {
            throw Problem.bad("a copy, or a message and its recipient");
        }
        ForwardPath recipient = Mailbox.parse(asked.recipient())
                .map(ForwardPath::new)
                .orElseThrow(() -> Problem.bad("not a mailbox: " + asked.recipient()));
        String from = asked.envelopeFrom() == null ? "" : asked.envelopeFrom();
        if (!from.isEmpty() && Mailbox.parse(from).isEmpty()) {
            throw Problem.bad("not a mailbox: " + from);
        }
        InetAddress client;
        try {
            client = InetAddress.ofLiteral(asked.client() == null ? "192.0.2.1" : asked.client());
        } catch (IllegalArgumentException notOne) {
            throw Problem.bad("not an address: " + asked.client());
        }
        byte[] bytes = asked.message().replaceAll("\r?\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        return bench.ask(Content.of(bytes), ReversePath.of(from), recipient, client, draft);
    }

    private RuleBench.Outcome held(String id, Optional<RuleSet> draft) throws IOException {
        HeldCopy copy =
                CopyId.parse(id).flatMap(store.held()::find).orElseThrow(() -> Problem.noSuch("held copy " + id));
        if (!copy.kept()) {
            throw new HeldMail.NoLongerKept(id);
        }
        HeldMessage message = copy.message();
        var mail = new MailObject(
                message.id(),
                message.received(),
                message.client(),
                message.envelope(),
                store.held().content(message));
        return bench.ask(mail, message.assessment(), copy.recipient().path(), draft);
    }

    private RuleSet draft(String scope, List<Rule> written) {
        try {
            return new RuleSet(0, scope(scope), written, "", Acting.name(), clock.instant());
        } catch (IllegalArgumentException refused) {
            throw Problem.bad(String.valueOf(refused.getMessage()));
        }
    }

    private SetRow put(Scope scope, List<Rule> written, String comment, long basedOn) throws IOException {
        try {
            return row(rules.save(scope, written, comment, Acting.name(), basedOn));
        } catch (Rules.OutOfDate late) {
            throw Problem.conflict(String.valueOf(late.getMessage()));
        } catch (IllegalArgumentException refused) {
            throw Problem.bad(String.valueOf(refused.getMessage()));
        }
    }

    private SetRow row(RuleSet set) {
        return new SetRow(
                text(set.scope()),
                set.version(),
                set.rules().stream()
                        .map(rule -> Row.of(rule, hits.of(rule.id())))
                        .toList(),
                set.comment(),
                set.by(),
                set.at());
    }

    static List<Rule> read(List<Row> rows) {
        try {
            return rows.stream().map(Row::rule).toList();
        } catch (IllegalArgumentException refused) {
            throw Problem.bad(String.valueOf(refused.getMessage()));
        }
    }

    static Scope scope(String text) {
        return text.equals("site")
                ? new Scope.Site()
                : new Scope.OfDomain(
                        DomainName.parse(text).orElseThrow(() -> Problem.bad("a scope is site or a domain: " + text)));
    }

    private static String text(Scope scope) {
        return switch (scope) {
            case Scope.Site() -> "site";
            case Scope.OfDomain(DomainName name) -> name.text();
            case Scope.OfMailbox(Mailbox mailbox) -> mailbox.toString();
        };
    }
}
