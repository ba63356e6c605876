package org.postigo.desk.domains;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.EntryForm;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.OneOff;

/** An entry being written: what it is about, what must be proven, for whom, until when; tried before it is saved. */
final class EntryEditor extends Div {
    private static final long serialVersionUID = 1;

    private static final List<String> PROOFS = List.of("usual", "spf", "list-dkim", "none");

    private final transient Work work;
    private final transient Level level;
    private final boolean allow;
    private final transient Optional<ListEntry> before;
    private final transient Runnable onSaved;
    private final Input subject = new Input();
    private final Input mailbox = new Input();
    private final Input signer = new Input();
    private final Input expires = new Input();
    private final Input reason = new Input();
    private final SettingsTab.Select proof;
    private final Div warning = Parts.div("dwarn");
    private final Div trouble = Parts.div("dtrouble");
    private final Div trial = new Div();

    EntryEditor(Work work, Level level, boolean allow, Optional<ListEntry> before, Runnable onSaved) {
        this.work = work;
        this.level = level;
        this.allow = allow;
        this.before = before;
        this.onSaved = onSaved;
        addClassName("dform");
        trouble.getElement().setAttribute("role", "alert");
        warning.getElement().setAttribute("role", "status");
        Optional<EntryForm> form = before.map(EntryForm::of);
        subject.setValue(form.map(EntryForm::subject).orElse(""));
        subject.setValueChangeMode(ValueChangeMode.LAZY);
        subject.addValueChangeListener(_ -> warn());
        String scope =
                form.map(EntryForm::scope).filter(text -> text.contains("@")).orElse("");
        mailbox.setValue(scope);
        reason.setValue(form.map(EntryForm::reason).orElse(""));
        expires.setType("date");
        form.flatMap(EntryForm::expires)
                .ifPresent(at -> expires.setValue(
                        at.atZone(work.say().zone()).toLocalDate().toString()));
        String now = form.map(EntryForm::proof).orElse("");
        int colon = now.indexOf(':');
        signer.setValue(colon < 0 ? "" : now.substring(colon + 1));
        proof = new SettingsTab.Select(
                        work.text("domains.col.proof"),
                        PROOFS,
                        now.startsWith("spf")
                                ? "spf"
                                : now.startsWith("list") ? "list-dkim" : now.equals("none") ? "none" : "usual",
                        value -> work.text("domains.proof.choice." + value))
                .onChange(this::warn);
        var fields = Parts.div("drow", work.field("domains.col.entry", subject));
        if (allow) {
            fields.add(
                    Parts.div("labelled", new Span(work.text("domains.col.proof")), proof),
                    work.field("domains.proof.signer", signer));
        }
        if (level instanceof Level.Domain) {
            fields.add(work.field("domains.entries.mailbox", mailbox));
        }
        fields.add(work.field("domains.entries.expires", expires), work.field("domains.entries.reason", reason));
        add(
                new H2(work.text(before.isPresent() ? "domains.entries.change" : "domains.entries.add")),
                new Paragraph(work.text(allow ? "domains.entries.note" : "domains.entries.denynote")),
                fields,
                warning,
                trouble,
                trial,
                Parts.div(
                        "drow",
                        Parts.button(work.text("domains.save"), "btn pri", "", this::save),
                        Parts.button(work.text("domains.trial"), "btn", "", this::tryOut),
                        Parts.button(work.text("domains.cancel"), "btn quiet", "", this::removeFromParent)));
        warn();
    }

    /** One-off addresses and entries that nothing proves: said before anybody saves one. */
    private void warn() {
        warning.removeAll();
        Optional<Mailbox> address = Mailbox.parse(subject.getValue().strip());
        Optional<DomainName> instead = address.flatMap(OneOff::instead);
        if (instead.isPresent()) {
            DomainName domain = instead.get();
            warning.add(
                    new Span(work.text(
                            "domains.oneoff." + address.flatMap(OneOff::of).orElseThrow())),
                    Parts.button(work.text("domains.oneoff.use", domain.display()), "btn", "", () -> {
                        subject.setValue(domain.text());
                        warn();
                    }));
        }
        if (allow && proof.value().equals("none")) {
            warning.add(new Span(work.text("domains.proof.none.warning", EntryForm.UNPROVEN.toDays())));
        }
    }

    private Optional<ListEntry> entry() {
        trouble.removeAll();
        try {
            Optional<Instant> ends = expires.getValue().isBlank()
                    ? Optional.empty()
                    : Optional.of(
                            work.say().start(LocalDate.parse(expires.getValue()).plusDays(1)));
            String where = mailbox.getValue().strip();
            if (level instanceof Level.Domain(DomainName name) && !where.isEmpty() && !where.contains("@")) {
                where = where + "@" + name.text();
            }
            if (level instanceof Level.Domain(DomainName name)
                    && !where.isEmpty()
                    && Mailbox.parse(where)
                            .filter(to -> to.domain().equals(name))
                            .isEmpty()) {
                throw new IllegalArgumentException(work.text("domains.mailboxes.none", name.display()));
            }
            var form = new EntryForm(
                            allow ? "allow" : "deny",
                            subject.getValue().strip(),
                            where.isEmpty() ? level.text() : where,
                            allow ? proofWords() : "",
                            reason.getValue(),
                            ends)
                    .withUsualProof();
            return Optional.of(form.entry(
                    before.map(ListEntry::id).orElseGet(form::derivedId),
                    work.person().email(),
                    work.desk().now()));
        } catch (IllegalArgumentException | DateTimeParseException refused) {
            trouble.add(new Span(work.text("domains.refused", String.valueOf(refused.getMessage()))));
            return Optional.empty();
        }
    }

    private String proofWords() {
        String domain = signer.getValue().strip();
        return switch (proof.value()) {
            case "none" -> "none";
            case "spf", "list-dkim" -> proof.value() + ":" + domain;
            default -> domain.isEmpty() ? "" : "dkim:" + domain;
        };
    }

    private void tryOut() {
        entry().ifPresent(entry -> {
            trial.removeAll();
            trial.add(new TrialPanel(work, Levers.Change.put(entry)));
        });
    }

    private void save() {
        entry().ifPresent(entry -> {
            try {
                work.desk().store().lists().put(entry, work.person().email());
                removeFromParent();
                onSaved.run();
            } catch (IOException e) {
                trouble.add(new Span(work.text("error.action", Trouble.log("an entry could not be saved", e))));
            }
        });
    }
}
