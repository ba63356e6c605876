package org.postigo.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.proxy.outbound.ServerExamination.Remark;
import org.postigo.proxy.outbound.ServerExamination.Remark.Kind;

class ServerExaminationTest {
    private final ScriptedServer server = new ScriptedServer();
    private final ServerExamination examination = new ServerExamination(
            RelaySettings.of("gate.example.net").withTls(RelaySettings.Tls.NEVER), Network.system(), new Random(1));

    @AfterEach
    void stop() {
        server.close();
    }

    private List<Remark> examine(boolean limits) {
        return examination.examine(server.address(), DomainName.of("example.com"), limits);
    }

    private ScriptedServer strict() {
        return server.on("RCPT", line -> {
            if (!line.contains("@example.com>")) {
                return "550 5.7.1 we do not relay";
            }
            return line.contains("no-such-user") ? "550 5.1.1 no such user" : "";
        });
    }

    @Test
    void aGoodServerIsToldToBeGood() {
        strict().offering("PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "XFORWARD NAME ADDR");
        assertThat(examine(true))
                .allSatisfy(
                        remark -> assertThat(remark.kind()).as(remark.what()).isEqualTo(Kind.GOOD))
                .extracting(Remark::what)
                .anyMatch(what -> what.contains("refuses unknown recipients"))
                .anyMatch(what -> what.contains("postmaster@example.com"))
                .anyMatch(what -> what.contains("refuses foreign domains"))
                .contains("bears 20 unknown recipients and RSETs on one connection", "takes 16 connections at once");
        assertThat(server.dataCommands).hasValue(0);
    }

    @Test
    void withoutBeingToldToItsLimitsAreNotTried() {
        strict();
        examine(false);
        assertThat(server.connections).hasValue(1);
        assertThat(server.commands).filteredOn(line -> line.startsWith("RCPT")).hasSize(3);
    }

    @Test
    void aServerThatTakesEverybodyAndRelaysIsTrouble() {
        server.on("RCPT", "250 2.1.5 ok");
        assertThat(examine(false))
                .filteredOn(remark -> remark.kind() == Kind.TROUBLE)
                .extracting(remark -> remark.what().split("[(:]")[0].strip())
                .containsExactly("takes unknown recipients", "takes mail to any domain from us");
    }

    @Test
    void aServerThatKnowsNoPostmasterIsTrouble() {
        server.on("RCPT", "550 5.1.1 no such user");
        assertThat(examine(false))
                .filteredOn(remark -> remark.kind() == Kind.TROUBLE)
                .singleElement()
                .extracting(Remark::what)
                .asString()
                .startsWith("takes no mail to postmaster@example.com");
    }

    @Test
    void whatItDoesNotOfferIsNoted() {
        strict().offering("PIPELINING");
        assertThat(examine(false))
                .filteredOn(remark -> remark.kind() == Kind.NOTE)
                .extracting(Remark::what)
                .contains("offers no 8BITMIME, so we offer none to anybody")
                .anyMatch(what -> what.contains("neither XCLIENT nor XFORWARD"));
    }

    @Test
    void limitsOnErrorsAndOnConnectionsAreFound() {
        var refused = new AtomicInteger();
        strict().on("RCPT", line -> {
            if (!line.contains("no-such-user")) {
                return "";
            }
            return refused.incrementAndGet() > 7 ? "421 4.7.0 too many errors" : "550 5.1.1 no such user";
        });
        var connections = new AtomicInteger();
        server.on("GREETING", _ -> connections.incrementAndGet() > 5 ? "421 4.7.0 too many connections" : "");
        assertThat(examine(true))
                .filteredOn(remark -> remark.kind() == Kind.TROUBLE)
                .extracting(Remark::what)
                .anyMatch(what -> what.startsWith("broke off after 6 unknown recipients and RSETs (421"))
                .anyMatch(what -> what.startsWith("takes only 3 connections of ours at once"));
    }

    @Test
    void aServerThatCannotBeReachedIsTrouble() {
        MailboxServer gone = server.address();
        server.close();
        assertThat(examination.examine(gone, DomainName.of("example.com"), true))
                .extracting(Remark::kind, remark -> remark.what().contains("no connection to " + gone))
                .containsExactly(tuple(Kind.TROUBLE, true));
    }
}
