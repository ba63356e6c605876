package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.replay.Replay;
import org.postigo.appliance.replay.Replays;
import org.postigo.appliance.replay.Replays.State;
import org.postigo.classifier.policy.Entries;
import org.postigo.classifier.policy.Strictness;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;
import org.postigo.mail.rule.Rule;
import org.postigo.store.lists.Lists;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Changes of lists and thresholds tried on the mail of the last days. Nothing is saved. */
@RestController
@RequestMapping("/api/v1/replay")
class ReplayController {
    private static final int MOST_DAYS = 366;

    private final Replays replays;
    private final Lists lists;
    private final Clock clock;

    ReplayController(Replays replays, Lists lists, Clock clock) {
        this.replays = replays;
        this.lists = lists;
        this.clock = clock;
    }

    /**
     * What to try. What is left out stays as it is.
     *
     * @param days how far back; 30 if left out
     * @param put entries that would be added or written over
     * @param remove ids of entries that would be removed
     * @param domain whose mode or thresholds would change
     * @param mode of that domain
     * @param hold of that domain
     * @param refuse of that domain
     * @param rules that would be in force for {@code scope}
     * @param scope of the rules: {@code site} or a domain
     */
    @Schema(name = "ReplayedChange")
    record Asked(
            @Nullable Integer days,
            @Nullable List<ListController.Row> put,
            @Nullable List<String> remove,
            @Nullable String domain,
            @Nullable String mode,
            @Nullable Double hold,
            @Nullable Double refuse,
            @Nullable List<RuleController.Row> rules,
            @Nullable String scope) {}

    /** Under which name to ask how it goes. */
    @Schema(name = "ReplayStarted")
    record Started(int id) {}

    /**
     * How it goes.
     *
     * @param done whether it ended
     * @param part done, 0 to 1
     * @param problem why it failed, empty if it did not
     * @param messages looked at
     * @param copies decided
     * @param freed copies that would pass and do not now
     * @param stopped copies that would not pass and do now
     * @param moved copies that would be held instead of refused, or refused instead of held
     * @param untold copies for which a rule asks what the journal does not keep; that rule was passed over
     * @param worstFreed at most 200, what looks most like spam first
     * @param worstStopped at most 200, what looks least like spam first
     */
    @Schema(name = "ReplayProgress")
    record Progress(
            boolean done,
            double part,
            String problem,
            long messages,
            long copies,
            long freed,
            long stopped,
            long moved,
            long untold,
            List<Copy> worstFreed,
            List<Copy> worstStopped) {
        static Progress without(boolean done, double part, String problem) {
            return new Progress(done, part, problem, 0, 0, 0, 0, 0, 0, List.of(), List.of());
        }
    }

    /** A copy that would be treated differently. */
    @Schema(name = "ReplayedCopy")
    record Copy(
            String id,
            Instant at,
            String from,
            String subject,
            String recipient,
            double probability,
            String before,
            String after,
            String entry) {
        static Copy of(Replay.Row row) {
            return new Copy(
                    row.id().text(),
                    row.at(),
                    row.from().orElse(""),
                    row.subject(),
                    row.recipient().mailbox().toString(),
                    row.probability(),
                    Words.of(row.before().reason()),
                    Words.of(row.after().reason()),
                    row.after().entry().or(row.before()::entry).orElse(""));
        }
    }

    @PostMapping
    Started start(@RequestBody Asked asked) {
        int days = asked.days() == null ? 30 : asked.days();
        if (days < 1 || days > MOST_DAYS) {
            throw Problem.bad("days are 1 to " + MOST_DAYS);
        }
        Entries entries = entries(asked);
        Optional<DomainName> domain = Optional.ofNullable(asked.domain())
                .map(name -> DomainName.parse(name).orElseThrow(() -> Problem.bad("not a domain name: " + name)));
        Optional<Mode> mode = Optional.ofNullable(asked.mode()).map(word -> Words.require(Mode.class, "mode", word));
        if (domain.isEmpty() && (mode.isPresent() || asked.hold() != null || asked.refuse() != null)) {
            throw Problem.bad("mode, hold and refuse are of a domain: name it");
        }
        Optional<List<Rule>> rules = Optional.ofNullable(asked.rules()).map(RuleController::read);
        Scope scope = RuleController.scope(asked.scope() == null ? "site" : asked.scope());
        return new Started(replays.start(
                Duration.ofDays(days),
                now -> new Replay.Setting(
                        entries,
                        rules.map(written -> now.rules().with(scope, written)).orElse(now.rules()),
                        domain.map(name -> only(name, asked, mode, now.strictness()))
                                .orElse(now.strictness()))));
    }

    private static Strictness only(DomainName domain, Asked asked, Optional<Mode> mode, Strictness others) {
        // Refused at once if there can be no such thresholds, not at the first copy that they would be asked for.
        changed(others.of(new ForwardPath(new Mailbox("postmaster", domain))), asked, mode);
        return recipient ->
                recipient.domain().equals(domain) ? changed(others.of(recipient), asked, mode) : others.of(recipient);
    }

    private static Strictness.Rule changed(Strictness.Rule rule, Asked asked, Optional<Mode> mode) {
        double hold = asked.hold() == null ? rule.thresholds().hold() : asked.hold();
        double refuse =
                asked.refuse() == null ? Math.max(hold, rule.thresholds().refuse()) : asked.refuse();
        return new Strictness.Rule(
                mode.orElse(rule.mode()),
                new Thresholds(Math.min(rule.thresholds().tag(), hold), hold, refuse),
                rule.audit());
    }

    private Entries entries(Asked asked) {
        Map<String, ListEntry> put = new HashMap<>();
        Instant now = clock.instant();
        List<ListController.Row> rows = asked.put() == null ? List.of() : asked.put();
        for (ListController.Row row : rows) {
            String id = row.id() == null ? row.form().derivedId() : row.id();
            try {
                put.put(id, row.form().entry(id, Acting.name(), now));
            } catch (IllegalArgumentException refused) {
                throw Problem.bad(String.valueOf(refused.getMessage()));
            }
        }
        List<ListEntry> present = lists.snapshot().entries();
        var remove = new HashSet<>(asked.remove() == null ? List.<String>of() : asked.remove());
        for (String id : remove) {
            if (lists.find(id).isEmpty()) {
                throw Problem.noSuch("entry " + id);
            }
        }
        remove.addAll(put.keySet());
        var after = new ArrayList<ListEntry>(present.size() + put.size());
        present.stream().filter(entry -> !remove.contains(entry.id())).forEach(after::add);
        after.addAll(put.values());
        return Entries.of(after);
    }

    @GetMapping("/{id}")
    Progress show(@PathVariable int id) {
        return switch (replays.state(id).orElseThrow(() -> Problem.noSuch("replay " + id))) {
            case State.Running(double part) -> Progress.without(false, part, "");
            case State.Failed(String cause) -> Progress.without(true, 0, cause);
            case State.Done(Replay.Result result) ->
                new Progress(
                        true,
                        1,
                        "",
                        result.messages(),
                        result.copies(),
                        result.freed(),
                        result.stopped(),
                        result.moved(),
                        result.untold(),
                        result.worstFreed().stream().map(Copy::of).toList(),
                        result.worstStopped().stream().map(Copy::of).toList());
        };
    }
}
