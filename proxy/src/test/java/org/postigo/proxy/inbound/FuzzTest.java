package org.postigo.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random and mutated dialogs: no fault of ours, no hang, nothing left behind, and the server still works. */
class FuzzTest {
    private static final int DIALOGS = 400;
    private static final long SEED = 20261123;

    private static final List<String> WORDS = List.of(
            "EHLO a\r\n",
            "HELO b\r\n",
            "MAIL FROM:<a@b.org>\r\n",
            "MAIL FROM:<> SIZE=10 BODY=8BITMIME RET=HDRS ENVID=x\r\n",
            "MAIL FROM:<\u00c3\u00b1@b.org> SMTPUTF8\r\n",
            "RCPT TO:<u@example.com>\r\n",
            "RCPT TO:<postmaster> NOTIFY=NEVER ORCPT=rfc822;a@b\r\n",
            "RCPT TO:<\"a b\\\"\"@ejemplo.mx>\r\n",
            "RCPT TO:<@a,@b:c@example.com>\r\n",
            "DATA\r\n",
            "Subject: x\r\n\r\nbody\r\n.\r\n",
            "X-Postigo-Spam: yes\r\nAuthentication-Results: mx.example.net; x\r\n\r\n.\r\n",
            "..\r\n.\r\n",
            "\n.\n",
            "\r.\r",
            "BDAT 5\r\n12345",
            "BDAT 3 LAST\r\nabc",
            "BDAT 0 LAST\r\n",
            "BDAT 99999999999999999999\r\n",
            "BDAT 1000000 LAST\r\n",
            "RSET\r\n",
            "NOOP\r\n",
            "VRFY x\r\n",
            "STARTTLS\r\n",
            "AUTH PLAIN x\r\n",
            "QUIT\r\n",
            "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
            "\0\0\0\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001",
            "\r\n",
            "\n");

    private static String dialog(Random random) {
        var dialog = new StringBuilder("EHLO fuzz\r\n");
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            dialog.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(dialog.length());
            switch (random.nextInt(4)) {
                case 0 -> dialog.setCharAt(at, (char) random.nextInt(256));
                case 1 -> dialog.deleteCharAt(at);
                case 2 -> dialog.insert(at, "<>\r\n.@\"\\: ".charAt(random.nextInt(10)));
                default -> dialog.insert(at, dialog.substring(at, Math.min(dialog.length(), at + random.nextInt(300))));
            }
        }
        return dialog.toString();
    }

    @Test
    void survivesMutatedDialogs() throws InterruptedException {
        try (Served served = new Served(draft -> draft.messageSize(5_000).spool(64, 1 << 20, 1 << 24))) {
            var random = new Random(SEED);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < DIALOGS; i++) {
                String dialog = dialog(random);
                int cut = random.nextInt(dialog.length());
                boolean rude = random.nextInt(4) == 0;
                clients.add(Thread.ofVirtual().start(() -> talk(served, dialog, cut, rude)));
                if (clients.size() == 32) {
                    join(clients);
                }
            }
            join(clients);
            while (served.server.figures().open() > 0) {
                Thread.onSpinWait();
            }
            Figures figures = served.server.figures();
            assertThat(figures.connections()).isEqualTo(DIALOGS);
            assertThat(figures.messages()).isPositive();
            assertThat(figures.refusals()).containsEntry(Cause.FAULT, 0L).containsEntry(Cause.TIMEOUT, 0L);
            assertThat(figures.spooled()).isZero();
            assertThat(figures.spooledInMemory()).isZero();
            assertThat(served.spooled()).isEmpty();
            assertThat(served.gate.contents()).allSatisfy(content -> {
                assertThat(content.replace("\r\n", "")).doesNotContain("\r", "\n");
                assertThat(content.isEmpty() || content.endsWith("\r\n")).isTrue();
            });
            try (Talker talker = served.talker().greeted().begun("a@b.org", "u@example.com")) {
                talker.expect("still here\r\n.", "250");
            }
        }
    }

    private static void talk(Served served, String dialog, int cut, boolean rude) {
        try (Talker talker = served.talker()) {
            talker.raw(dialog.substring(0, cut)).raw(dialog.substring(cut));
            if (!rude) {
                talker.halfClose();
                talker.rest();
            }
        } catch (UncheckedIOException theServerHungUp) {
            assertThat(theServerHungUp.getCause()).isInstanceOf(java.net.SocketException.class);
        }
    }

    private static void join(List<Thread> clients) throws InterruptedException {
        for (Thread client : clients) {
            client.join();
        }
        clients.clear();
    }
}
