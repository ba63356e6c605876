package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.DomainName;
import org.postigo.store.Store;
import org.postigo.store.audit.AuditEvent;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tokens of programs, such as a hosting panel. A token is shown once, when it is made; kept is only its hash. */
@RestController
@RequestMapping("/api/v1/tokens")
class TokenController {
    private final Tokens tokens;
    private final Store store;
    private final Clock clock;

    TokenController(Tokens tokens, Store store, Clock clock) {
        this.tokens = tokens;
        this.store = store;
        this.clock = clock;
    }

    /**
     * A token without itself.
     *
     * @param name of it
     * @param scopes read, decide, manage
     * @param domains that it is limited to; empty for all
     * @param made when; absent for one that was made before that was noted
     */
    @Schema(name = "Token")
    record Row(
            String name,
            List<String> scopes,
            List<String> domains,
            @Nullable Instant made) {
        static Row of(Tokens.Bearer bearer) {
            return new Row(
                    bearer.name(),
                    bearer.scopes().stream().sorted().map(Words::of).toList(),
                    bearer.domains().stream().map(DomainName::text).sorted().toList(),
                    bearer.made().orElse(null));
        }
    }

    /** What it may do. Limited to domains it asks for domains, rules, lists and held mail of those alone. */
    @Schema(name = "TokenToMake")
    record Asked(List<String> scopes, @Nullable List<String> domains) {}

    /** A new token, to be copied now: nobody can show it again. */
    @Schema(name = "NewToken")
    record Made(Row made, String token) {}

    @GetMapping
    List<Row> all() {
        return tokens.all().stream().map(Row::of).toList();
    }

    /** Makes a token, in place of one of this name. */
    @PutMapping("/{name}")
    Made make(@PathVariable String name, @RequestBody Asked asked) throws IOException {
        if (asked.scopes() == null || asked.scopes().isEmpty()) {
            throw Problem.bad("scopes are read, decide, manage");
        }
        Set<Scope> scopes = asked.scopes().stream()
                .map(word -> Words.require(Scope.class, "a scope", word))
                .collect(Collectors.toSet());
        Set<DomainName> domains = (asked.domains() == null ? List.<String>of() : asked.domains())
                .stream()
                        .map(each ->
                                DomainName.parse(each).orElseThrow(() -> Problem.bad("not a domain name: " + each)))
                        .collect(Collectors.toSet());
        if (!Acting.token().map(Tokens.Bearer::scopes).orElse(Set.of()).containsAll(scopes)) {
            throw Problem.forbidden("a token makes none that may more than itself");
        }
        String token;
        try {
            token = tokens.make(name, scopes, domains, clock.instant());
        } catch (IllegalArgumentException refused) {
            throw Problem.bad(String.valueOf(refused.getMessage()));
        }
        note(AuditEvent.Deed.TOKEN_MADE, name, scopes + " " + domains);
        return new Made(Row.of(tokens.bearer(token).orElseThrow()), token);
    }

    @DeleteMapping("/{name}")
    Row revoke(@PathVariable String name) throws IOException {
        Row row = tokens.all().stream()
                .filter(each -> each.name().equals(name) && !each.commandLine())
                .map(Row::of)
                .findFirst()
                .orElseThrow(() -> Problem.noSuch("token " + name));
        tokens.revoke(name);
        note(AuditEvent.Deed.TOKEN_REVOKED, name, "");
        return row;
    }

    private void note(AuditEvent.Deed deed, String name, String detail) {
        store.audit().note(new AuditEvent(clock.instant(), Acting.name(), "", deed, name, detail));
    }
}
