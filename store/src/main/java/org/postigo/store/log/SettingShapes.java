package org.postigo.store.log;

import static org.postigo.store.log.AddressShapes.CIDR;
import static org.postigo.store.log.AddressShapes.DOMAIN;
import static org.postigo.store.log.AddressShapes.MAILBOX;
import static org.postigo.store.log.AddressShapes.MAIL_ID;
import static org.postigo.store.log.AddressShapes.TIME;
import static org.postigo.store.log.AddressShapes.sorted;
import static org.postigo.store.log.Shape.FLAG;
import static org.postigo.store.log.Shape.INT;
import static org.postigo.store.log.Shape.REAL;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.constant;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.many;
import static org.postigo.store.log.Shape.object;
import static org.postigo.store.log.Shape.oneOf;
import static org.postigo.store.log.Shape.optional;

import java.util.Optional;
import java.util.Set;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.store.log.Shape.Case;
import org.postigo.store.people.Person;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Allow and deny lists, protected domains and people in JSON. Wire names as {@link Wire} says. */
final class SettingShapes {
    private SettingShapes() {}

    private static final Shape<ListEntry.Subject> SUBJECT = oneOf(
            Case.of(
                    "address",
                    ListEntry.Subject.Address.class,
                    object(
                            field("mailbox", MAILBOX, ListEntry.Subject.Address::mailbox),
                            ListEntry.Subject.Address::new)),
            Case.of(
                    "domain",
                    ListEntry.Subject.Domain.class,
                    object(
                            field("domain", DOMAIN, ListEntry.Subject.Domain::name),
                            field("andBelow", FLAG, ListEntry.Subject.Domain::andBelow, false),
                            ListEntry.Subject.Domain::new)),
            Case.of(
                    "list",
                    ListEntry.Subject.MailingList.class,
                    object(
                            field("listId", TEXT, ListEntry.Subject.MailingList::listId),
                            ListEntry.Subject.MailingList::new)),
            Case.of(
                    "network",
                    ListEntry.Subject.Network.class,
                    object(field("cidr", CIDR, ListEntry.Subject.Network::cidr), ListEntry.Subject.Network::new)));

    /** Entries are many and domains are few. */
    static final Shape<ListEntry.Scope> SCOPE = Memo.shared(
            8_192,
            oneOf(
                    Case.of("site", ListEntry.Scope.Site.class, object(ListEntry.Scope.Site::new)),
                    Case.of(
                            "domain",
                            ListEntry.Scope.OfDomain.class,
                            object(
                                    field("domain", DOMAIN, ListEntry.Scope.OfDomain::name),
                                    ListEntry.Scope.OfDomain::new)),
                    Case.of(
                            "mailbox",
                            ListEntry.Scope.OfMailbox.class,
                            object(
                                    field("mailbox", MAILBOX, ListEntry.Scope.OfMailbox::mailbox),
                                    ListEntry.Scope.OfMailbox::new))));

    private static final Shape<ListEntry.Proof> PROOF = oneOf(
            Case.of(
                    "signed-by",
                    ListEntry.Proof.SignedBy.class,
                    object(field("domain", DOMAIN, ListEntry.Proof.SignedBy::domain), ListEntry.Proof.SignedBy::new)),
            Case.of(
                    "authorised-by",
                    ListEntry.Proof.AuthorisedBy.class,
                    object(
                            field("domain", DOMAIN, ListEntry.Proof.AuthorisedBy::domain),
                            ListEntry.Proof.AuthorisedBy::new)),
            Case.of(
                    "list-signed-by",
                    ListEntry.Proof.ListSignedBy.class,
                    object(
                            field("domain", DOMAIN, ListEntry.Proof.ListSignedBy::domain),
                            ListEntry.Proof.ListSignedBy::new)),
            Case.of(
                    "from-network",
                    ListEntry.Proof.FromNetwork.class,
                    object(field("cidr", CIDR, ListEntry.Proof.FromNetwork::cidr), ListEntry.Proof.FromNetwork::new)),
            Case.of("nothing", ListEntry.Proof.Nothing.class, object(ListEntry.Proof.Nothing::new)));

    /** An import writes the same beside each entry. */
    private static final Shape<ListEntry.Note> NOTE = Memo.shared(
            64,
            object(
                    field("author", TEXT, ListEntry.Note::author),
                    field("created", TIME, ListEntry.Note::created),
                    field("reason", TEXT, ListEntry.Note::reason, ""),
                    optional("expires", TIME, ListEntry.Note::expires),
                    optional("origin", MAIL_ID, ListEntry.Note::origin),
                    ListEntry.Note::new));

    static final Shape<ListEntry> LIST_ENTRY = oneOf(
            Case.of(
                    "allow",
                    ListEntry.Allow.class,
                    object(
                            field("id", TEXT, ListEntry.Allow::id),
                            field("subject", SUBJECT, ListEntry.Allow::subject),
                            field("scope", SCOPE, ListEntry.Allow::scope),
                            field("proof", PROOF, ListEntry.Allow::proof),
                            field("note", NOTE, ListEntry.Allow::note),
                            ListEntry.Allow::new)),
            Case.of(
                    "deny",
                    ListEntry.Deny.class,
                    object(
                            field("id", TEXT, ListEntry.Deny::id),
                            field("subject", SUBJECT, ListEntry.Deny::subject),
                            field("scope", SCOPE, ListEntry.Deny::scope),
                            field("note", NOTE, ListEntry.Deny::note),
                            ListEntry.Deny::new)));

    static final Shape<ProtectedDomain> PROTECTED = object(
            field("name", DOMAIN, ProtectedDomain::name),
            many(
                    "servers",
                    object(
                            field("host", TEXT, ProtectedDomain.MailboxServer::host),
                            field("port", INT, ProtectedDomain.MailboxServer::port),
                            ProtectedDomain.MailboxServer::new),
                    ProtectedDomain::servers),
            field("language", TEXT, ProtectedDomain::language),
            field("mode", constant(ProtectedDomain.Mode.class), ProtectedDomain::mode),
            field(
                    "thresholds",
                    object(
                            optional("tag", REAL, SettingShapes::ownTag),
                            field("hold", REAL, ProtectedDomain.Thresholds::hold),
                            // Older records know no upper band: their domains never asked for one.
                            field("refuse", REAL, ProtectedDomain.Thresholds::refuse, ProtectedDomain.Thresholds.NEVER),
                            (tag, hold, refuse) -> new ProtectedDomain.Thresholds(tag.orElse(hold), hold, refuse)),
                    ProtectedDomain::thresholds),
            field("reviewers", sorted(TEXT), ProtectedDomain::reviewers, Set.of()),
            ProtectedDomain::new);

    private static Optional<Double> ownTag(ProtectedDomain.Thresholds thresholds) {
        return Optional.of(thresholds.tag()).filter(tag -> tag < thresholds.hold());
    }

    static final Shape<Level> LEVEL = Shape.text(Level::text, Level::parse);

    /** Settings by their names, each in its words; those of other versions are left out when they are read. */
    private static final Shape<Wishes> WISHES = new Shape<>() {
        @Override
        public void write(Wishes value, JsonGenerator out) {
            out.writeStartObject();
            value.words().forEach((name, words) -> {
                out.writeName(name);
                TEXT.write(words, out);
            });
            out.writeEndObject();
        }

        @Override
        public Wishes read(JsonParser in) {
            Wishes wishes = Wishes.NONE;
            Shape.expect(in, JsonToken.START_OBJECT);
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                in.nextToken();
                Optional<Setting<?>> setting = Setting.named(name);
                if (setting.isEmpty()) {
                    in.skipChildren();
                } else {
                    try {
                        wishes = wishes.read(setting.get(), TEXT.read(in));
                    } catch (IllegalArgumentException other) {
                        throw new UnknownShape(String.valueOf(other.getMessage()));
                    }
                }
            }
            return wishes;
        }
    };

    static final Shape<ServiceTree.Node> NODE = object(
            field("level", LEVEL, ServiceTree.Node::level),
            optional("group", TEXT, ServiceTree.Node::group),
            field("wishes", WISHES, ServiceTree.Node::wishes, Wishes.NONE),
            ServiceTree.Node::new);

    static final Shape<Person> PERSON = object(
            field("email", TEXT, Person::email),
            field("name", TEXT, Person::name),
            field("role", constant(Person.Role.class), Person::role),
            field("domains", sorted(DOMAIN), Person::domains, Set.of()),
            field("passwordHash", TEXT, Person::passwordHash),
            optional("language", TEXT, Person::language),
            optional("secondFactor", TEXT, Person::secondFactor),
            Person::new);
}
