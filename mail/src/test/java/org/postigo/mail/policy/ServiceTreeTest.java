package org.postigo.mail.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.Service.Given;

/** What comes out at each place of the tree, and where it comes from. */
class ServiceTreeTest {
    private static final DomainName DOMAIN = DomainName.of("ejemplo.mx");
    private static final Mailbox ANA = Mailbox.of("Ana@ejemplo.mx");
    private final ServiceTree.Draft draft = new ServiceTree.Draft(wishes("hold", "0.7", "servers", "mx:25"));

    private static Wishes wishes(String... settings) {
        Wishes wishes = Wishes.NONE;
        for (int i = 0; i < settings.length; i += 2) {
            wishes = wishes.read(Setting.named(settings[i]).orElseThrow(), settings[i + 1]);
        }
        return wishes;
    }

    private ServiceTree put(String level, Optional<String> group, String... settings) {
        draft.put(new ServiceTree.Node(Level.parse(level).orElseThrow(), group, wishes(settings)));
        return draft.show();
    }

    private ServiceTree put(String level, String... settings) {
        return put(level, Optional.empty(), settings);
    }

    private Given<Double> holdOf(Mailbox mailbox) {
        return draft.show().service(mailbox).find(Setting.HOLD).orElseThrow();
    }

    @Test
    void aTreeOfItsOwnSaysWhatWouldBeAndLeavesTheOneInForceAlone() {
        var draft = new ServiceTree.Draft(Wishes.NONE.read(Setting.SERVERS, "mx:25"));
        DomainName here = DomainName.of("here.example");
        DomainName there = DomainName.of("there.example");
        Mailbox ana = Mailbox.of("ana@here.example");
        draft.put(
                new ServiceTree.Node(new Level.Group("norte"), Optional.empty(), Wishes.NONE.with(Setting.HOLD, 0.7)));
        draft.put(new ServiceTree.Node(new Level.Domain(here), Optional.of("norte"), Wishes.NONE));
        draft.put(ServiceTree.Node.of(new Level.Domain(there), Wishes.NONE));
        draft.put(ServiceTree.Node.of(new Level.OfMailbox(ana), Wishes.NONE.with(Setting.HOLD, 0.6)));
        ServiceTree before = draft.show();
        ServiceTree tried = before.with(
                List.of(ServiceTree.Node.of(new Level.Group("norte"), Wishes.NONE.with(Setting.HOLD, 0.9))));
        assertThat(tried.service(here).get(Setting.HOLD)).isEqualTo(0.9);
        assertThat(tried.service(ana).get(Setting.HOLD)).isEqualTo(0.6);
        assertThat(tried.service(there).get(Setting.HOLD))
                .isEqualTo(before.service(there).get(Setting.HOLD));
        assertThat(before.service(here).get(Setting.HOLD)).isEqualTo(0.7);
    }

    @Test
    void theNarrowestPlaceThatSaysSomethingIsHeardAndNamed() {
        put("ejemplo.mx", Optional.of("norte"));
        assertThat(holdOf(ANA)).isEqualTo(new Given<>(0.7, new Level.File()));
        put("site", "hold", "0.75");
        assertThat(holdOf(ANA)).isEqualTo(new Given<>(0.75, new Level.Site()));
        put("group:norte", "hold", "0.8");
        assertThat(holdOf(ANA)).isEqualTo(new Given<>(0.8, new Level.Group("norte")));
        put("ejemplo.mx", Optional.of("norte"), "hold", "0.85");
        assertThat(holdOf(ANA)).isEqualTo(new Given<>(0.85, new Level.Domain(DOMAIN)));
        put("ana@ejemplo.mx", "hold", "0.9");
        assertThat(holdOf(ANA)).isEqualTo(new Given<>(0.9, new Level.OfMailbox(Mailbox.of("ana@ejemplo.mx"))));
        assertThat(holdOf(Mailbox.of("otra@ejemplo.mx")).value()).isEqualTo(0.85);
        assertThat(holdOf(Mailbox.of("ana@example.org")).value()).isEqualTo(0.75);
        assertThat(draft.show().service(ANA).find(Setting.MODE))
                .contains(new Given<>(Mode.OBSERVE, new Level.Shipped()));
    }

    @Test
    void aTagBehindAPlusSignLeadsToTheSameMailbox() {
        put("ejemplo.mx");
        put("ana@ejemplo.mx", "mode", "hold");
        ServiceTree tree = put("ana+solo@ejemplo.mx", "mode", "tag");
        assertThat(tree.service(Mailbox.of("ANA+pedidos@ejemplo.mx")).get(Setting.MODE))
                .isEqualTo(Mode.HOLD);
        assertThat(tree.service(Mailbox.of("ana+solo@ejemplo.mx")).get(Setting.MODE))
                .isEqualTo(Mode.TAG);
    }

    @Test
    void aTreeStaysAsItIsAndSharesWhatDidNotChange() {
        put("example.org", "mode", "tag");
        ServiceTree before = put("ejemplo.mx", "mode", "tag");
        ServiceTree after = put("ejemplo.mx", "mode", "hold");
        assertThat(before.find(DOMAIN).orElseThrow().mode()).isEqualTo(Mode.TAG);
        assertThat(after.find(DOMAIN).orElseThrow().mode()).isEqualTo(Mode.HOLD);
        DomainName other = DomainName.of("example.org");
        assertThat(after.find(other).orElseThrow()).isSameAs(before.find(other).orElseThrow());
        assertThat(draft.show()).isSameAs(after);
    }

    @Test
    void whatTheSiteChangesReachesEveryDomain() {
        put("ejemplo.mx");
        assertThat(put("site", "servers", "nuevo:2525")
                        .find(DOMAIN)
                        .orElseThrow()
                        .servers())
                .containsExactly(new ProtectedDomain.MailboxServer("nuevo", 2525));
    }

    @Test
    void bandsFromSeveralPlacesArePutInOrder() {
        put("site", "refuse", "0.9", "tag", "0.5");
        ServiceTree tree = put("ejemplo.mx", "hold", "0.95");
        assertThat(tree.find(DOMAIN).orElseThrow().thresholds())
                .isEqualTo(new ProtectedDomain.Thresholds(0.5, 0.95, 0.95));
        assertThat(put("ejemplo.mx", "hold", "0.3").find(DOMAIN).orElseThrow().thresholds())
                .isEqualTo(new ProtectedDomain.Thresholds(0.3, 0.3, 0.9));
    }

    @Test
    void whatADomainTakesWithItDoesNotComeBack() {
        put("ejemplo.mx");
        put("ana@ejemplo.mx", "mode", "hold");
        draft.remove(new Level.Domain(DOMAIN));
        assertThat(draft.show().find(DOMAIN)).isEmpty();
        assertThat(put("ejemplo.mx").mailboxes(DOMAIN)).isEmpty();
    }

    @Test
    void somethingThatIsOfDomainsIsNotSetForAMailbox() {
        assertThatThrownBy(() -> put("ana@ejemplo.mx", "size-limit", "25MB")).hasMessageContaining("size-limit");
    }

    @Test
    void everySettingReadsWhatItWrites() {
        for (Setting<?> setting : Setting.ALL) {
            assertThat(Setting.named(setting.name())).containsSame(setting);
            if (setting.shipped().isPresent()) {
                String words =
                        new Service(List.of()).words(setting).orElseThrow().value();
                assertThat(wishes(setting.name(), words).words()).containsEntry(setting.name(), words);
            }
        }
    }

    @Test
    void whatIsNoValueIsRefusedByName() {
        for (var refused : List.of(
                List.of("mode", "junk"),
                List.of("hold", "0"),
                List.of("hold", "1.2"),
                List.of("languages", "fr"),
                List.of("languages", "none"),
                List.of("size-limit", "10"),
                List.of("size-reply", "más"),
                List.of("reviewers", "nobody"),
                List.of("greylist", "perhaps"),
                List.of("servers", "mx:port"))) {
            assertThatThrownBy(() -> wishes(refused.getFirst(), refused.getLast()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(refused.getFirst() + ": ");
        }
    }
}
