package org.postigo.classifier.authentication;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postigo.classifier.dkim.DkimCheck;
import org.postigo.classifier.dkim.RawMessage;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.ProvenIdentity;

/**
 * What an allow entry may be tied to, strongest first: an aligned signature over From and the whole body, in a message
 * with exactly one From address; a List-Id under a signature; aligned SPF from an exclusive network; the client.
 */
final class Identities {
    private static final Pattern LIST_ID = Pattern.compile("<([^<>\\s]{1,255})>\\s*$");

    private Identities() {}

    static List<ProvenIdentity> of(
            AuthenticationResults results,
            List<DkimCheck.Result> signatures,
            RawMessage message,
            StandardsAuthenticator.From from,
            InetAddress client,
            AuthenticationSettings settings) {
        var proven = new LinkedHashSet<ProvenIdentity>();
        if (from.one()) {
            for (Dkim one : results.dkim()) {
                if (one.outcome() == Outcome.PASS && one.aligned() && one.coversFrom() && !one.partial()) {
                    one.domain().map(ProvenIdentity.SignedDomain::new).ifPresent(proven::add);
                }
            }
        }
        listId(message)
                .ifPresent(id -> signatures.stream()
                        .filter(one -> one.outcome() == Outcome.PASS
                                && !one.partial()
                                && one.covers("list-id", message)
                                && one.covers("from", message))
                        .flatMap(one -> one.domain().stream())
                        .forEach(domain -> proven.add(new ProvenIdentity.SignedList(id, domain))));
        Optional<DomainName> sender = results.spf().domain();
        if (from.one()
                && results.spf().outcome() == Outcome.PASS
                && from.aligned(sender)
                && settings.isExclusive(from.domain().orElseThrow(), client)) {
            proven.add(new ProvenIdentity.AuthorisedDomain(from.domain().orElseThrow()));
        }
        proven.add(new ProvenIdentity.ClientAddress(client));
        return List.copyOf(proven);
    }

    /** RFC 2919 §3: the one List-Id, between its angle brackets, in lower case. */
    private static Optional<String> listId(RawMessage message) {
        List<RawMessage.Field> fields = message.all("list-id");
        if (fields.size() != 1) {
            return Optional.empty();
        }
        Matcher id = LIST_ID.matcher(fields.getFirst().value());
        return id.find() ? Optional.of(id.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }
}
