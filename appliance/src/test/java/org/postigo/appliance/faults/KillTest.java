package org.postigo.appliance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.proxy.load.LoadSink;

/** Promise 1: nothing acknowledged is lost, however we die. */
class KillTest {
    private static final int KILLS = 20;
    private static final int SESSIONS = 8;
    private static final long SEED = 20261123;

    @TempDir
    private Path folder;

    @Test
    void everyMessageThatGot250IsInTheMailboxOrHeldAfterTwentyKills() throws Exception {
        Set<String> delivered = ConcurrentHashMap.newKeySet();
        var sender = new Sender();
        var random = new Random(SEED);
        int during = 0;
        try (var mailboxes = new LoadSink(
                        InetAddress.getLoopbackAddress(), 0, message -> delivered.add(Gate.id(message.content())));
                var gate = Gate.over(folder, mailboxes.port())) {
            for (int kill = 0; kill < KILLS; kill++) {
                int port = gate.start();
                int before = sender.acknowledged.size();
                List<Thread> sessions = new ArrayList<>();
                for (int i = 0; i < SESSIONS; i++) {
                    sessions.add(Thread.ofVirtual().start(() -> sender.send(port, 100_000)));
                }
                int wanted = before + 20 + random.nextInt(300);
                while (sender.acknowledged.size() < wanted && sessions.stream().anyMatch(Thread::isAlive)) {
                    LockSupport.parkNanos(1_000_000);
                }
                during += sessions.stream().anyMatch(Thread::isAlive) ? 1 : 0;
                gate.kill();
                for (Thread session : sessions) {
                    session.join();
                }
            }
            Set<String> held = Gate.heldIds(folder);
            var lost = new TreeSet<>(sender.acknowledged);
            lost.removeAll(delivered);
            lost.removeAll(held);
            System.out.printf(
                    "kill -9 %d times under load: %d acknowledged, %d in the mailbox, %d held, %d lost%n",
                    KILLS, sender.acknowledged.size(), delivered.size(), held.size(), lost.size());
            assertThat(lost).isEmpty();
            assertThat(during).as("kills that came while mail flowed").isEqualTo(KILLS);
            assertThat(delivered).hasSizeGreaterThan(200);
            assertThat(held).hasSizeGreaterThan(200);
        }
    }
}
