package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;
import org.postigo.store.domains.Domains;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Protected domains. PUT is idempotent: the same twice is once. */
@RestController
@RequestMapping("/api/v1/domains")
class DomainController {
    private final Domains domains;
    private final Thresholds defaults;

    DomainController(Domains domains, Thresholds defaults) {
        this.domains = domains;
        this.defaults = defaults;
    }

    /**
     * A domain as JSON. What is left out in a PUT stays as it was, or takes its default for a new domain.
     *
     * @param name the domain
     * @param servers mailbox servers in order of preference, {@code host:port}
     * @param language es or en
     * @param mode observe, tag or hold; a new domain observes
     * @param hold probability of spam from which on a message is suspect
     * @param refuse probability of spam from which on it is refused if evidence of two kinds agrees; 1 refuses nothing
     * @param reviewers e-mail addresses; empty means all
     */
    @Schema(name = "Domain")
    record Row(
            @Nullable String name,
            @Nullable List<String> servers,
            @Nullable String language,
            @Nullable String mode,
            @Nullable Double hold,
            @Nullable Double refuse,
            @Nullable Set<String> reviewers) {
        static Row of(ProtectedDomain domain) {
            return new Row(
                    domain.name().text(),
                    domain.servers().stream().map(MailboxServer::toString).toList(),
                    domain.language(),
                    Words.of(domain.mode()),
                    domain.thresholds().hold(),
                    domain.thresholds().refuse(),
                    domain.reviewers());
        }
    }

    @GetMapping
    List<Row> all() {
        return domains.all().stream().map(Row::of).toList();
    }

    @GetMapping("/{name}")
    Row show(@PathVariable String name) {
        return domains.find(domain(name)).map(Row::of).orElseThrow(() -> Problem.noSuch("domain " + name));
    }

    @PutMapping("/{name}")
    Row put(@PathVariable String name, @RequestBody Row row) throws IOException {
        DomainName domain = domain(name);
        @Nullable ProtectedDomain before = domains.find(domain).orElse(null);
        if (before == null && (row.servers() == null || row.servers().isEmpty())) {
            throw Problem.bad("a new domain needs its mailbox server, as host:port");
        }
        try {
            var after = new ProtectedDomain(
                    domain,
                    row.servers() != null
                            ? row.servers().stream()
                                    .map(DomainController::server)
                                    .toList()
                            : before == null ? List.of() : before.servers(),
                    row.language() != null ? row.language() : before == null ? "en" : before.language(),
                    row.mode() != null
                            ? Words.require(Mode.class, "mode", row.mode())
                            : before == null ? Mode.OBSERVE : before.mode(),
                    thresholds(row, before == null ? defaults : before.thresholds()),
                    row.reviewers() != null ? row.reviewers() : before == null ? Set.of() : before.reviewers());
            domains.put(after, Acting.name());
            return Row.of(after);
        } catch (IllegalArgumentException refused) {
            throw Problem.bad(String.valueOf(refused.getMessage()));
        }
    }

    @DeleteMapping("/{name}")
    Row remove(@PathVariable String name) throws IOException {
        Row row = show(name);
        domains.remove(domain(name), Acting.name());
        return row;
    }

    private static Thresholds thresholds(Row row, Thresholds before) {
        return new Thresholds(
                row.hold() != null ? row.hold() : before.hold(),
                row.refuse() != null ? row.refuse() : Math.max(before.refuse(), row.hold() != null ? row.hold() : 0));
    }

    private static DomainName domain(String name) {
        return DomainName.parse(name)
                .filter(parsed -> !parsed.literal() && parsed.text().contains("."))
                .orElseThrow(() -> Problem.bad("not a domain name: " + name));
    }

    private static MailboxServer server(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new MailboxServer(host, colon < 0 ? 25 : Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException notOne) {
            throw Problem.bad("a mailbox server is host:port, not " + text);
        }
    }
}
