package org.postigo.appliance.assembly;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.classifier.dns.Answer;
import org.postigo.desk.status.Machine.Probe;
import org.postigo.proxy.inbound.Knock;
import org.postigo.proxy.inbound.SmtpServer;

/** Tries what figures cannot tell: whether the gate greets a client, and whether the resolver answers. */
final class Probes {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SmtpServer smtp;
    private final Checking checking;
    private final Clock clock;
    private volatile @Nullable Probe gate;
    private volatile @Nullable Probe resolver;

    Probes(SmtpServer smtp, Checking checking, Clock clock) {
        this.smtp = smtp;
        this.checking = checking;
        this.clock = clock;
    }

    /** Tries both; to be called each minute, since it waits for answers. Interrupted, it leaves what it knew. */
    void look() {
        try {
            tryBoth();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void tryBoth() throws InterruptedException {
        gate = switch (smtp.knock(PATIENCE)) {
            case Knock.Outcome.Greeted(Duration after) -> Probe.answered(after);
            case Knock.Outcome.Shut(String why) -> Probe.silent(why);
        };
        Instant start = clock.instant();
        Optional<Answer<?>> answer = checking.askResolver(start, PATIENCE);
        resolver = answer.isEmpty()
                ? null
                : answer.get() instanceof Answer.Failed<?>(Answer.Cause cause)
                        ? Probe.silent(cause.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        : Probe.answered(Duration.between(start, clock.instant()));
    }

    /** How the gate answered last; empty before the first look. */
    Optional<Probe> gate() {
        return Optional.ofNullable(gate);
    }

    /** How the resolver answered last; empty where there is none, and before the first look. */
    Optional<Probe> resolver() {
        return Optional.ofNullable(resolver);
    }
}
