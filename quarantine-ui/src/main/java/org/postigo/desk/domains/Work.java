package org.postigo.desk.domains;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeLabel;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.desk.Desk;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.EntryForm;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.store.people.Person;

/**
 * What every part of the place of domains works with.
 *
 * @param desk behind the views
 * @param levers what is asked of the application
 * @param say the reader's words
 * @param person who is signed in
 */
record Work(Desk desk, Levers levers, Say say, Person person) {
    /** Settings that a domain's own administrator may change. */
    private static final List<Setting<?>> THEIRS = List.of(
            Setting.LANGUAGES,
            Setting.TAG,
            Setting.HOLD,
            Setting.REFUSE,
            Setting.GREYLIST,
            Setting.DIGEST_TO,
            Setting.DIGEST_AT,
            Setting.REPORT_TO);

    String text(String key, Object... arguments) {
        return say.text(key, arguments);
    }

    ServiceTree tree() {
        return desk.store().domains().tree();
    }

    /** Whether the whole site is theirs to change. */
    boolean mayAll() {
        return person.role() == Person.Role.ADMINISTRATOR;
    }

    /** Whether they see who had what in a month. */
    boolean mayCount() {
        return mayAll() || person.role() == Person.Role.DOMAIN_ADMINISTRATOR;
    }

    /** Whether the lists and thresholds of a domain are theirs to change. */
    boolean mayLists(DomainName domain) {
        return mayAll()
                || person.role() == Person.Role.DOMAIN_ADMINISTRATOR
                        && person.domains().contains(domain);
    }

    /** Whether a setting at a place is theirs to change. */
    boolean may(Setting<?> setting, Level level) {
        return mayAll()
                || THEIRS.contains(setting)
                        && switch (level) {
                            case Level.Domain(DomainName name) -> mayLists(name);
                            case Level.OfMailbox(var mailbox) -> mayLists(mailbox.domain());
                            case Level.Shipped _, Level.File _, Level.Site _, Level.Group _ -> false;
                        };
    }

    /** Whether they see this domain at all. */
    boolean sees(DomainName domain) {
        return desk.quarantine()
                .confines(person)
                .map(within -> within.contains(domain))
                .orElse(true);
    }

    /** A place as it is called on the screen. */
    String place(Level level) {
        return switch (level) {
            case Level.Shipped() -> text("domains.place.shipped");
            case Level.File() -> text("domains.place.file");
            case Level.Site() -> text("domains.place.site");
            case Level.Group(String name) -> text("domains.place.group", name);
            case Level.Domain(DomainName name) -> name.display();
            case Level.OfMailbox(var mailbox) -> mailbox.toString();
        };
    }

    /** The value of a setting as it is read, not as it is written. */
    String value(Setting<?> setting, String words) {
        return switch (setting.name()) {
            case "mode" -> text("domains.value.mode." + words);
            case "greylist", "spam-flag", "archive" -> text("domains.value.flag." + words);
            case "retention" ->
                words.equals("forever")
                        ? text("domains.value.forever")
                        : text("domains.value.days", Integer.parseInt(words.substring(0, words.indexOf(' '))));
            case "languages" ->
                words.replace("es", text("domains.value.languages.es"))
                        .replace("en", text("domains.value.languages.en"));
            case "hold" -> text("domains.value.from", percent(words));
            case "tag", "refuse" ->
                Double.parseDouble(words) >= 1
                        ? text("domains.value.never")
                        : text("domains.value.from", percent(words));
            default ->
                words.equals(Setting.RECIPIENTS)
                        ? text("domains.value.digest.recipients")
                        : words.equals("none")
                                ? text("domains.value.none." + (setting == Setting.REVIEWERS ? "reviewers" : "any"))
                                : words;
        };
    }

    private static String percent(String words) {
        double percent = Math.round(Double.parseDouble(words) * 1_000_000) / 10_000.0;
        return percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent);
    }

    /** A day, or a dash. */
    String day(Optional<Instant> time) {
        return time.map(at -> say.dayAndMinute(at, desk.now()).replaceFirst(" \\d\\d:\\d\\d$", ""))
                .orElse("—");
    }

    String subject(ListEntry entry) {
        return EntryForm.of(entry).subject();
    }

    String kind(ListEntry entry) {
        return text(
                switch (entry.subject()) {
                    case ListEntry.Subject.Address _ -> "domains.kind.address";
                    case ListEntry.Subject.Domain(var name, boolean below) ->
                        below ? "domains.kind.below" : "domains.kind.domain";
                    case ListEntry.Subject.MailingList _ -> "domains.kind.list";
                    case ListEntry.Subject.Network _ -> "domains.kind.network";
                });
    }

    String scope(ListEntry entry) {
        return switch (entry.scope()) {
            case ListEntry.Scope.Site() -> text("domains.scope.site");
            case ListEntry.Scope.OfDomain _ -> text("domains.scope.domain");
            case ListEntry.Scope.OfMailbox(var mailbox) -> mailbox.toString();
        };
    }

    String proof(ListEntry entry) {
        if (!(entry instanceof ListEntry.Allow allow)) {
            return "";
        }
        return switch (allow.proof()) {
            case ListEntry.Proof.SignedBy(var domain) -> "DKIM " + domain.display();
            case ListEntry.Proof.AuthorisedBy(var domain) -> "SPF " + domain.display();
            case ListEntry.Proof.ListSignedBy(var domain) -> text("domains.proof.list", domain.display());
            case ListEntry.Proof.FromNetwork(var cidr) -> "IP " + cidr;
            case ListEntry.Proof.Nothing() -> text("domains.proof.none");
        };
    }

    // ---- pieces

    /** A table with its name for those who do not see it. A heading of numbers begins with #, one that a phone leaves out with ~. */
    NativeTable table(String name, String... headings) {
        var table = new NativeTable();
        table.addClassName("dtable");
        table.getElement().setAttribute("aria-label", text(name));
        var row = new NativeTableRow();
        for (String heading : headings) {
            boolean number = heading.contains("#");
            String key = heading.replaceFirst("^[~#]+", "");
            var cell = new NativeTableHeaderCell();
            cell.getElement().setAttribute("scope", "col");
            if (key.isEmpty()) {
                cell.add(Parts.unseen(text("domains.actions")));
            } else {
                cell.setText(text(key));
            }
            if (number) {
                cell.addClassName("num");
            }
            if (heading.startsWith("~")) {
                cell.addClassName("no-phone");
            }
            row.add(cell);
        }
        table.getHead().add(row);
        return table;
    }

    /** A cell around pieces. */
    static NativeTableCell cell(Component... parts) {
        var cell = new NativeTableCell();
        cell.add(parts);
        return cell;
    }

    /** A cell of text. */
    static NativeTableCell cell(String text, String... classes) {
        var cell = new NativeTableCell(text);
        cell.addClassNames(classes);
        return cell;
    }

    /** A field with its label above. */
    Div field(String label, Input input) {
        input.getElement().setAttribute("autocomplete", "off");
        var id = "f" + Integer.toHexString(System.identityHashCode(input));
        input.setId(id);
        var name = new NativeLabel(text(label));
        name.setFor(id);
        return Parts.div("labelled", name, Parts.div("field", input));
    }
}
