package org.postigo.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.policy.Strictness;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;

class SiteStrictnessTest {
    private final ServiceTree.Draft draft = new ServiceTree.Draft(Wishes.NONE.read(Setting.SERVERS, "mx:25"));
    private final Strictness strictness = SiteStrictness.of(draft::show, 0.02);

    private Strictness.Rule of(String recipient) {
        return strictness.of(ForwardPath.of(recipient));
    }

    @Test
    void reviewIsForTheMailboxesThatTakeItAndTheOthersGetTheJunkFolder() {
        draft.put(new ServiceTree.Node(
                new Level.Domain(DomainName.of("ejemplo.mx")),
                Optional.empty(),
                Wishes.NONE.with(Setting.MODE, Mode.TAG)));
        draft.put(ServiceTree.Node.of(
                new Level.OfMailbox(Mailbox.of("ventas@ejemplo.mx")),
                Wishes.NONE.with(Setting.MODE, Mode.HOLD).with(Setting.HOLD, 0.9)));
        assertThat(of("ana@ejemplo.mx").mode()).isEqualTo(Mode.TAG);
        assertThat(of("Ventas+web@ejemplo.mx").mode()).isEqualTo(Mode.HOLD);
        assertThat(of("ventas@ejemplo.mx").thresholds().hold()).isEqualTo(0.9);
    }

    @Test
    void mailToADomainThatIsNotProtectedAnyMoreIsHeld() {
        assertThat(of("ana@ejemplo.mx").mode()).isEqualTo(Mode.HOLD);
    }
}
