package org.postigo.classifier.dns;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Asks recursive resolvers over UDP, and over TCP what was truncated (RFC 7766). A server that does not answer is left
 * for the next one; the one that answered last is asked first. Remembers no answers: see {@link CachingDns}.
 */
public final class DnsClient implements Dns {
    private static final int MAX_ALIASES = 8;
    private static final int ROUNDS = 2;
    private static final Duration NEGATIVE_WITHOUT_SOA = Duration.ofSeconds(60);

    private final List<SimpleResolver> servers;
    private final Duration attempt;
    private final InstantSource clock;
    private final AtomicInteger preferred = new AtomicInteger();

    /** A client of the settings' servers. */
    public DnsClient(DnsSettings settings, InstantSource clock) {
        this.servers = servers(settings).stream().map(SimpleResolver::new).toList();
        this.attempt = settings.attempt();
        this.clock = clock;
        servers.forEach(server -> server.setTimeout(attempt));
    }

    /** The resolvers that these settings mean. */
    static List<InetSocketAddress> servers(DnsSettings settings) {
        return settings.servers().isEmpty() ? ResolverConfig.getCurrentConfig().servers() : settings.servers();
    }

    @Override
    public <T> Answer<T> query(String name, Kind<T> kind, Instant deadline) throws InterruptedException {
        Optional<Name> wire = WireName.of(name);
        if (wire.isEmpty()) {
            return new Answer.NoSuchName<>(NEGATIVE_WITHOUT_SOA);
        }
        Name asked = wire.get();
        Duration ttl = Duration.ofDays(1);
        for (int alias = 0; alias <= MAX_ALIASES; alias++) {
            Reply reply = ask(asked, Type.value(kind.name()), deadline);
            switch (reply) {
                case Failure(Answer.Cause cause) -> {
                    return new Answer.Failed<>(cause);
                }
                case Success(Message message) -> {
                    Step<T> step = read(message, asked, kind, ttl);
                    if (step instanceof Done<T>(Answer<T> answer)) {
                        return answer;
                    }
                    // RFC 1034 §3.6.2: the alias led out of what this server told
                    var next = (Elsewhere<T>) step;
                    asked = next.target();
                    ttl = next.ttl();
                }
            }
        }
        return new Answer.Failed<>(Answer.Cause.SERVER_FAILURE);
    }

    private sealed interface Reply {}

    private record Success(Message message) implements Reply {}

    private record Failure(Answer.Cause cause) implements Reply {}

    private sealed interface Step<T> {}

    private record Done<T>(Answer<T> answer) implements Step<T> {}

    private record Elsewhere<T>(Name target, Duration ttl) implements Step<T> {}

    private Reply ask(Name name, int type, Instant deadline) throws InterruptedException {
        Reply last = new Failure(Answer.Cause.UNREACHABLE);
        int first = preferred.get();
        for (int i = 0; i < servers.size() * ROUNDS; i++) {
            int index = (first + i) % servers.size();
            Duration left = Duration.between(clock.instant(), deadline);
            if (left.isNegative() || left.isZero()) {
                return new Failure(Answer.Cause.TIMEOUT);
            }
            Reply reply = ask(servers.get(index), name, type, left.compareTo(attempt) < 0 ? left : attempt);
            if (reply instanceof Success) {
                preferred.set(index);
                return reply;
            }
            last = reply;
        }
        return last;
    }

    private static Reply ask(SimpleResolver server, Name name, int type, Duration wait) throws InterruptedException {
        Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        CompletableFuture<Message> pending =
                server.sendAsync(question, Thread::startVirtualThread).toCompletableFuture();
        try {
            Message reply = pending.get(wait.toNanos(), TimeUnit.NANOSECONDS);
            return switch (reply.getRcode()) {
                case Rcode.NOERROR, Rcode.NXDOMAIN -> new Success(reply);
                case Rcode.REFUSED -> new Failure(Answer.Cause.REFUSED);
                default -> new Failure(Answer.Cause.SERVER_FAILURE);
            };
        } catch (TimeoutException late) {
            pending.cancel(true);
            return new Failure(Answer.Cause.TIMEOUT);
        } catch (ExecutionException failed) {
            return new Failure(causeOf(failed.getCause()));
        }
    }

    private static Answer.Cause causeOf(@Nullable Throwable failure) {
        return switch (failure) {
            case TimeoutException _, java.net.SocketTimeoutException _ -> Answer.Cause.TIMEOUT;
            case java.net.SocketException _ -> Answer.Cause.UNREACHABLE;
            case java.io.IOException e when String.valueOf(e.getMessage()).contains("imed out") -> Answer.Cause.TIMEOUT;
            case null, default -> Answer.Cause.SERVER_FAILURE;
        };
    }

    private static <T> Step<T> read(Message message, Name asked, Kind<T> kind, Duration ttlSoFar) {
        int type = Type.value(kind.name());
        List<Record> section = message.getSection(Section.ANSWER);
        Name name = asked;
        Duration ttl = ttlSoFar;
        for (int alias = 0; alias <= MAX_ALIASES; alias++) {
            var records = new ArrayList<Record>();
            Name target = null;
            for (Record record : section) {
                if (record.getName().equals(name) && record.getDClass() == DClass.IN) {
                    if (record.getType() == type) {
                        records.add(record);
                        ttl = shorter(ttl, record.getTTL());
                    } else if (record instanceof CNAMERecord cname) {
                        target = cname.getTarget();
                        ttl = shorter(ttl, record.getTTL());
                    }
                }
            }
            if (!records.isEmpty()) {
                return new Done<>(new Answer.Found<>(convert(records, kind), ttl));
            }
            if (target == null) {
                boolean nowhere = message.getRcode() == Rcode.NXDOMAIN;
                if (name.equals(asked) || nowhere || hasSoa(message)) {
                    Duration negative = negativeTtl(message, ttl);
                    return new Done<>(nowhere ? new Answer.NoSuchName<>(negative) : new Answer.NoData<>(negative));
                }
                return new Elsewhere<>(name, ttl);
            }
            name = target;
        }
        return new Done<>(new Answer.Failed<>(Answer.Cause.SERVER_FAILURE));
    }

    private static <T> List<T> convert(List<Record> records, Kind<T> kind) {
        var read = new ArrayList<Object>();
        for (Record record : records) {
            switch (record) {
                case ARecord a -> read.add(a.getAddress());
                case AAAARecord aaaa -> read.add(aaaa.getAddress());
                case MXRecord mx -> read.add(new Kind.MailExchanger(mx.getPriority(), WireName.text(mx.getTarget())));
                case PTRRecord ptr -> read.add(WireName.text(ptr.getTarget()));
                case TXTRecord txt -> read.add(joined(txt));
                default -> throw new IllegalStateException("not asked for: " + Type.string(record.getType()));
            }
        }
        if (kind.equals(Kind.MX)) {
            read.sort(Comparator.comparingInt(mx -> ((Kind.MailExchanger) mx).preference()));
        }
        return read.stream().map(kind.form()::cast).toList();
    }

    private static String joined(TXTRecord txt) {
        var text = new StringBuilder();
        for (byte[] part : txt.getStringsAsByteArrays()) {
            text.append(new String(part, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    private static boolean hasSoa(Message message) {
        return message.getSection(Section.AUTHORITY).stream().anyMatch(SOARecord.class::isInstance);
    }

    /** RFC 2308 §5: the lesser of the SOA's own TTL and its minimum. */
    private static Duration negativeTtl(Message message, Duration atMost) {
        for (Record record : message.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                return shorter(atMost, Math.min(soa.getTTL(), soa.getMinimum()));
            }
        }
        return NEGATIVE_WITHOUT_SOA;
    }

    private static Duration shorter(Duration ttl, long seconds) {
        return seconds < ttl.toSeconds() ? Duration.ofSeconds(seconds) : ttl;
    }
}
