package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.store.people.Person;

/** What {@link org.postigo.store.lists.Lists}, {@link org.postigo.store.domains.Domains} and people promise. */
abstract class SettingsContract extends StoreContract {
    static ListEntry deny(String id, String sender) {
        return new ListEntry.Deny(
                id, new ListEntry.Subject.Address(Mailbox.of(sender)), new ListEntry.Scope.Site(), note());
    }

    static ListEntry allow(String id, String network) {
        Cidr cidr = Cidr.parse(network).orElseThrow();
        return new ListEntry.Allow(
                id,
                new ListEntry.Subject.Network(cidr),
                new ListEntry.Scope.OfDomain(DomainName.of("example.com")),
                new ListEntry.Proof.FromNetwork(cidr),
                note());
    }

    static ListEntry.Note note() {
        return new ListEntry.Note("ana@example.com", NOW, "", Optional.of(NOW.plusSeconds(60)), Optional.empty());
    }

    static ProtectedDomain domain(String name, ProtectedDomain.Mode mode) {
        return new ProtectedDomain(
                DomainName.of(name),
                List.of(new ProtectedDomain.MailboxServer("mx1.example.com", 25)),
                "es",
                mode,
                ProtectedDomain.Thresholds.DEFAULT,
                Set.of("ana@example.com"));
    }

    static Person person(String email) {
        return new Person(
                email,
                "Ana",
                Person.Role.REVIEWER,
                Set.of(DomainName.of("example.com")),
                "{bcrypt}not-a-hash",
                Optional.of("es"));
    }

    @Test
    void listsCountEveryChangeAndKeepTheirOrder() throws Exception {
        assertThat(store.lists().snapshot().version()).isZero();
        store.lists().put(deny("1", "a@example.org"), "ana@example.com");
        store.lists().put(allow("2", "192.0.2.0/24"), "ana@example.com");
        store.lists().put(deny("1", "b@example.org"), "ana@example.com");
        assertThat(store.lists().snapshot().entries())
                .containsExactly(deny("1", "b@example.org"), allow("2", "192.0.2.0/24"));
        assertThat(store.lists().snapshot().version()).isEqualTo(3);
        assertThat(store.lists().find("1")).contains(deny("1", "b@example.org"));
        assertThat(store.lists().remove("1", "ana@example.com")).isTrue();
        assertThat(store.lists().remove("1", "ana@example.com")).isFalse();
        assertThat(store.lists().snapshot().entries()).containsExactly(allow("2", "192.0.2.0/24"));
        assertThat(store.lists().snapshot().version()).isEqualTo(4);
        assertThat(store.lists().find("1")).isEmpty();
    }

    @Test
    void manyEntriesAreWrittenAtOnce() throws Exception {
        store.lists().put(deny("1", "a@example.org"), "ana@example.com");
        var many = new ArrayList<ListEntry>();
        for (int i = 1; i <= 2_500; i++) {
            many.add(deny(Integer.toString(i), "s" + i + "@example.org"));
        }
        store.lists().putAll(many, "ana@example.com");
        assertThat(store.lists().snapshot().entries()).isEqualTo(many);
        assertThat(store.lists().snapshot().version()).isEqualTo(2_501);
    }

    @Test
    void aSnapshotStaysAsItIs() throws Exception {
        store.lists().put(deny("1", "a@example.org"), "ana@example.com");
        var snapshot = store.lists().snapshot();
        store.lists().put(deny("2", "b@example.org"), "ana@example.com");
        assertThat(snapshot.entries()).hasSize(1);
    }

    @Test
    void domainsAreAddedReplacedAndRemoved() throws Exception {
        ProtectedDomain hold = domain("example.com", ProtectedDomain.Mode.HOLD);
        ProtectedDomain other = domain("ejemplo.mx", ProtectedDomain.Mode.TAG);
        store.domains().put(domain("example.com", ProtectedDomain.Mode.OBSERVE), "cli");
        store.domains().put(hold, "cli");
        store.domains().put(other, "cli");
        assertThat(store.domains().find(hold.name())).contains(hold);
        assertThat(store.domains().find(DomainName.of("example.net"))).isEmpty();
        assertThat(store.domains().all()).containsExactly(other, hold);
        assertThat(store.domains().remove(other.name(), "cli")).isTrue();
        assertThat(store.domains().remove(other.name(), "cli")).isFalse();
        assertThat(store.domains().all()).containsExactly(hold);
    }

    private static ServiceTree.Node node(String level, String... settings) {
        Wishes wishes = Wishes.NONE;
        for (int i = 0; i < settings.length; i += 2) {
            wishes = wishes.read(Setting.named(settings[i]).orElseThrow(), settings[i + 1]);
        }
        return ServiceTree.Node.of(Level.parse(level).orElseThrow(), wishes);
    }

    @Test
    void settingsArePutAtEachLevelAndRemovedAgain() throws Exception {
        DomainName name = DomainName.of("example.com");
        Mailbox ana = Mailbox.of("ana@example.com");
        store.domains().putAll(List.of(node("site", "servers", "mx:25"), node("group:norte", "hold", "0.9")), "cli");
        store.domains()
                .put(
                        new ServiceTree.Node(new Level.Domain(name), Optional.of("norte"), Wishes.NONE),
                        "ines@example.com");
        store.domains().put(node("ana@example.com", "mode", "tag"), "cli");

        assertThat(store.domains().find(name).orElseThrow().thresholds().hold()).isEqualTo(0.9);
        assertThat(store.domains().tree().service(ana).get(Setting.MODE)).isEqualTo(ProtectedDomain.Mode.TAG);
        assertThat(store.domains().remove(new Level.OfMailbox(ana), "cli")).isTrue();
        assertThat(store.domains().remove(new Level.OfMailbox(ana), "cli")).isFalse();
        assertThat(store.domains().tree().service(ana).get(Setting.MODE)).isEqualTo(ProtectedDomain.Mode.OBSERVE);
        assertThatThrownBy(() -> store.domains().remove(new Level.Group("norte"), "cli"))
                .hasMessageContaining("example.com");
        assertThat(store.domains().remove(name, "cli")).isTrue();
        assertThat(store.domains().remove(new Level.Group("norte"), "cli")).isTrue();
        assertThat(store.domains().all()).isEmpty();
        assertThat(store.domains().history())
                .extracting(change -> change.level().text() + " " + change.by())
                .containsExactly(
                        "site cli",
                        "group:norte cli",
                        "example.com ines@example.com",
                        "ana@example.com cli",
                        "ana@example.com cli",
                        "example.com cli",
                        "group:norte cli");
    }

    @Test
    void whatWouldLeaveADomainWithoutItsServerIsNotWritten() throws Exception {
        store.domains().put(node("site", "servers", "mx:25"), "cli");
        store.domains().put(node("example.com"), "cli");
        for (ServiceTree.Node refused : List.of(
                node("site"),
                node("ana@example.net", "mode", "tag"),
                new ServiceTree.Node(
                        new Level.Domain(DomainName.of("example.com")), Optional.of("no-such"), Wishes.NONE))) {
            assertThatThrownBy(() -> store.domains().put(refused, "cli")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(store.domains().history()).hasSize(2);
    }

    @Test
    void aChangeStandsInTheHistoryOnceHoweverOftenItIsAskedFor() throws Exception {
        Level site = new Level.Site();
        for (int i = 0; i < 3; i++) {
            assertThat(store.domains()
                            .change(
                                    site,
                                    node -> ServiceTree.Node.of(
                                            site, node.wishes().with(Setting.HOLD, 0.7)),
                                    "cli"))
                    .isEqualTo(node("site", "hold", "0.7"));
        }
        Level group = new Level.Group("norte");
        store.domains().change(group, before -> before, "cli");
        assertThat(store.domains().tree().groups())
                .as("one that says nothing is there all the same")
                .containsExactly("norte");
        assertThat(store.domains().history())
                .extracting(change -> change.level().text())
                .containsExactly("site", "group:norte");
    }

    @Test
    void peopleAreFoundWhateverTheirCapitals() throws Exception {
        store.people().put(person("ana@example.com"), "cli");
        store.people().put(person("abel@example.com"), "cli");
        assertThat(store.people().find("Ana@Example.com")).contains(person("ana@example.com"));
        assertThat(store.people().all()).containsExactly(person("abel@example.com"), person("ana@example.com"));
        assertThat(store.people().remove("ANA@example.com", "cli")).isTrue();
        assertThat(store.people().remove("ana@example.com", "cli")).isFalse();
        assertThat(store.people().find("ana@example.com")).isEmpty();
    }
}
