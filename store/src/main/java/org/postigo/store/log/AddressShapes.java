package org.postigo.store.log;

import static org.postigo.store.log.Shape.LONG;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.as;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.list;
import static org.postigo.store.log.Shape.object;
import static org.postigo.store.log.Shape.text;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.policy.Cidr;
import org.postigo.store.held.CopyId;
import org.postigo.store.log.Shape.UnknownShape;

/** Names, addresses and times in JSON, and how collections are written. Wire names as {@link Wire} says. */
final class AddressShapes {
    private AddressShapes() {}

    /** One record names a domain several times. */
    static final Shape<DomainName> DOMAIN = as(TEXT, DomainName::text, Memo.of(64, DomainName::new));

    static final Shape<Mailbox> MAILBOX = text(Mailbox::toString, Mailbox::parse);
    static final Shape<ForwardPath> PATH = as(MAILBOX, ForwardPath::mailbox, ForwardPath::new);
    static final Shape<ReversePath> REVERSE = as(
            TEXT,
            path -> path.toMailbox().map(Mailbox::toString).orElse(""),
            text -> text.isEmpty()
                    ? new ReversePath.Null()
                    : new ReversePath.Of(Mailbox.parse(text).orElseThrow(() -> new UnknownShape("not a mailbox"))));
    static final Shape<InetAddress> ADDRESS = as(TEXT, AddressShapes::literal, InetAddress::ofLiteral);
    static final Shape<Cidr> CIDR = text(Cidr::toString, Cidr::parse);
    static final Shape<Instant> TIME = as(TEXT, Instant::toString, Memo.of(16, Instant::parse));
    static final Shape<Duration> NANOS = as(LONG, Duration::toNanos, Duration::ofNanos);
    static final Shape<MailId> MAIL_ID = as(TEXT, MailId::text, MailId::new);
    static final Shape<CopyId> COPY_ID = text(CopyId::toString, CopyId::parse);

    /** Without a zone, which means nothing on another day. */
    private static String literal(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress()).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** In the order of the names, so that equal sets are written alike. */
    static <T extends Comparable<T>> Shape<Set<T>> sorted(Shape<T> element) {
        return as(list(element), s -> List.copyOf(new TreeSet<T>(s)), Set::copyOf);
    }

    private record Pair<K, V>(K key, V value) {}

    /** A map whose keys are members of their values' objects. */
    static <K, V> Shape<Map<K, V>> map(Shape<K> key, Shape<V> value) {
        Shape<Pair<K, V>> pair =
                object(field("key", key, Pair<K, V>::key), field("value", value, Pair<K, V>::value), Pair<K, V>::new);
        return as(
                list(pair),
                map -> map.entrySet().stream()
                        .map(e -> new Pair<>(e.getKey(), e.getValue()))
                        .toList(),
                pairs -> {
                    var map = new LinkedHashMap<K, V>();
                    pairs.forEach(p -> map.put(p.key(), p.value()));
                    return map;
                });
    }
}
