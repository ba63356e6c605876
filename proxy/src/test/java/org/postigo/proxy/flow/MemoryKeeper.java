package org.postigo.proxy.flow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;

/** A keeper that can be made to fail at each step, and tells what is visible and what is not. */
final class MemoryKeeper implements Keeper {
    final List<Copy> visible = new CopyOnWriteArrayList<>();
    final List<Copy> invisible = new CopyOnWriteArrayList<>();
    final List<String> steps = new CopyOnWriteArrayList<>();
    /** Of messages written: each once, as in the store. */
    private final Set<MailId> names = ConcurrentHashMap.newKeySet();

    volatile IOException failingKeep;
    volatile IOException failingPublish;
    /** How many calls succeed before the failures begin. */
    volatile int goodKeeps;

    volatile int goodPublishes;

    @Override
    public Kept keep(MailObject mail, Assessment assessment, String retryKey, List<Copy> copies) throws IOException {
        steps.add("keep");
        if (failingKeep != null && goodKeeps-- <= 0) {
            throw failingKeep;
        }
        var mine = new ArrayList<>(copies);
        if (!invisible.containsAll(copies) && !names.add(mail.id())) {
            throw new IOException(mail.id() + " is there already");
        }
        // Taken over from an earlier attempt: by recipient, as the store does by retry key and recipient.
        invisible.removeIf(
                old -> mine.stream().anyMatch(copy -> copy.recipient().equals(old.recipient())));
        invisible.addAll(mine);
        return new Kept() {
            @Override
            public void publish() throws IOException {
                steps.add("publish");
                if (failingPublish != null && goodPublishes-- <= 0) {
                    throw failingPublish;
                }
                invisible.removeAll(mine);
                visible.addAll(mine);
            }

            @Override
            public void leaveInvisible() {
                steps.add("leave");
            }
        };
    }
}
