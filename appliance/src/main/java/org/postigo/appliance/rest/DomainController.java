package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
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

    DomainController(Domains domains) {
        this.domains = domains;
    }

    /**
     * A domain in short. What is left out in a PUT stays as it was, and for a new domain it is left to the wider place. All
     * settings of a domain, and from where they come, are those of its place.
     *
     * @param name the domain
     * @param group that it belongs to; ignored in a PUT
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
            @Nullable String group,
            @Nullable List<String> servers,
            @Nullable String language,
            @Nullable String mode,
            @Nullable Double hold,
            @Nullable Double refuse,
            @Nullable Set<String> reviewers) {
        Wishes over(Wishes before) {
            Wishes wishes = before;
            wishes = servers == null ? wishes : wishes.read(Setting.SERVERS, String.join(" ", servers));
            wishes = language == null ? wishes : wishes.read(Setting.LANGUAGES, language);
            wishes = mode == null ? wishes : wishes.read(Setting.MODE, mode);
            wishes = hold == null ? wishes : wishes.read(Setting.HOLD, hold.toString());
            wishes = refuse == null ? wishes : wishes.read(Setting.REFUSE, refuse.toString());
            return reviewers == null
                    ? wishes
                    : wishes.read(Setting.REVIEWERS, reviewers.isEmpty() ? "none" : String.join(" ", reviewers));
        }

        static Row of(ServiceTree tree, ProtectedDomain domain) {
            return new Row(
                    domain.name().text(),
                    tree.groupOf(domain.name()).orElse(null),
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
        ServiceTree tree = domains.tree();
        return tree.all().stream().map(domain -> Row.of(tree, domain)).toList();
    }

    @GetMapping("/{name}")
    Row show(@PathVariable String name) {
        ServiceTree tree = domains.tree();
        return tree.find(domain(name))
                .map(domain -> Row.of(tree, domain))
                .orElseThrow(() -> Problem.noSuch("domain " + name));
    }

    @PutMapping("/{name}")
    Row put(@PathVariable String name, @RequestBody Row row) throws IOException {
        Level level = new Level.Domain(domain(name));
        try {
            domains.change(
                    level,
                    before -> new ServiceTree.Node(level, before.group(), row.over(before.wishes())),
                    Acting.name());
        } catch (IllegalArgumentException refused) {
            throw Problem.bad(String.valueOf(refused.getMessage()));
        }
        return show(name);
    }

    @DeleteMapping("/{name}")
    Row remove(@PathVariable String name) throws IOException {
        Row row = show(name);
        domains.remove(domain(name), Acting.name());
        return row;
    }

    private static DomainName domain(String name) {
        return DomainName.parse(name)
                .filter(parsed -> !parsed.literal() && parsed.text().contains("."))
                .orElseThrow(() -> Problem.bad("not a domain name: " + name));
    }
}
