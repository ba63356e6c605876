package org.postigo.desk.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.spring.security.AuthenticationContext;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import org.postigo.desk.Desk;
import org.postigo.desk.shell.Frame;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.desk.signin.LockOut;
import org.postigo.desk.signin.SecondFactor;
import org.postigo.desk.signin.Sessions;
import org.postigo.desk.words.Say;
import org.postigo.store.people.Person;

/** One's own password, second factor and other sessions. */
@Route(value = "account", layout = Frame.class)
@PermitAll
@StyleSheet("postigo/people.css")
public final class AccountView extends Div implements HasDynamicTitle {
    private static final long serialVersionUID = 1;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Sessions sessions;
    private final transient Account account;
    private final String email;

    /** For the person who is signed in. */
    public AccountView(
            Desk desk,
            Sessions sessions,
            SecondFactor secondFactor,
            LockOut lockOut,
            AuthenticationContext authentication) {
        this.desk = desk;
        this.sessions = sessions;
        this.say = desk.say(UI.getCurrent().getLocale());
        this.account = new Account(
                desk.store().people(), secondFactor, lockOut, desk.store().audit(), desk.clock());
        this.email = authentication.getPrincipalName().orElse("");
        addClassNames("page", "account");
        show(secondFactor.newSecret());
    }

    private Person me() {
        return desk.person(email).orElseThrow(() -> new IllegalStateException("removed meanwhile"));
    }

    private void show(String secret) {
        removeAll();
        var sentence = new Paragraph(email + " · " + say.text("role." + me().role()));
        sentence.addClassName("say");
        add(Parts.div("head", new Div(new H1(say.text("account.title")), sentence)));
        if (!me().passwordHash().equals(Person.NO_PASSWORD)) {
            add(Parts.div("columns", passwordPart(), factorPart(secret), sessionsPart()));
        } else {
            add(Parts.div("columns", sessionsPart()));
        }
    }

    private static PasswordField password(String label, String id, String autocomplete) {
        var field = new PasswordField(label);
        field.setId(id);
        field.getElement().setAttribute("autocomplete", autocomplete);
        field.setWidthFull();
        return field;
    }

    private Component passwordPart() {
        var present = password(say.text("account.present"), "present", "current-password");
        var wanted = password(say.text("account.wanted"), "wanted", "new-password");
        wanted.setHelperText(say.text("account.wanted.help", Account.SHORTEST));
        var again = password(say.text("account.again"), "again", "new-password");
        var said = said();
        var save = Parts.button(
                say.text("account.password.save"),
                "btn pri",
                "",
                () -> tell(
                        said,
                        () -> account.password(
                                me(), address(), present.getValue(), wanted.getValue(), again.getValue()),
                        "account.password.done"));
        return Parts.div("part", new H2(say.text("account.password")), present, wanted, again, said, save);
    }

    private Component factorPart(String secret) {
        var said = said();
        var present = password(say.text("account.present"), "factor-present", "current-password");
        if (me().secondFactor().isPresent()) {
            var off = Parts.button(say.text("account.factor.remove"), "btn", "", () -> {
                if (tell(
                        said,
                        () -> account.withoutFactor(me(), address(), present.getValue()),
                        "account.factor.gone")) {
                    show(secret);
                }
            });
            return Parts.div(
                    "part",
                    new H2(say.text("account.factor")),
                    new Paragraph(say.text("account.factor.on")),
                    present,
                    said,
                    off);
        }
        var code = new TextField(say.text("account.code"));
        code.setId("code");
        code.getElement().setAttribute("autocomplete", "one-time-code");
        code.getElement().setAttribute("inputmode", "numeric");
        var on = Parts.button(say.text("account.factor.add"), "btn", "", () -> {
            if (tell(
                    said,
                    () -> account.factor(me(), address(), present.getValue(), secret, code.getValue()),
                    "account.factor.done")) {
                show(secret);
            }
        });
        String uri = SecondFactor.uri(desk.settings().site(), email, secret);
        var spelt = Parts.span(secret.replaceAll("(.{4})(?=.)", "$1 "), "mono", "secret");
        spelt.setId("secret");
        return Parts.div(
                "part",
                new H2(say.text("account.factor")),
                new Paragraph(say.text("account.factor.off")),
                Picture.of(uri, say.text("account.factor.picture")),
                new Paragraph(say.text("account.factor.type")),
                spelt,
                code,
                present,
                said,
                on);
    }

    private Component sessionsPart() {
        long others = sessions.open().stream()
                .filter(open ->
                        open.email().equalsIgnoreCase(email) && !open.id().equals(thisSession()))
                .count();
        var sentence = new Paragraph(say.text("account.sessions.others", others));
        var end = Parts.button(say.text("account.sessions.end"), "btn", "", () -> {
            int ended = sessions.endAllOf(email, thisSession());
            sentence.setText(say.text("account.sessions.ended", ended));
        });
        end.setEnabled(others > 0);
        return Parts.div("part", new H2(say.text("account.sessions")), sentence, end);
    }

    private static String thisSession() {
        VaadinRequest request = VaadinRequest.getCurrent();
        return request == null ? "" : request.getWrappedSession().getId();
    }

    private static String address() {
        VaadinRequest request = VaadinRequest.getCurrent();
        return request == null ? "" : request.getRemoteAddr();
    }

    private static Paragraph said() {
        var said = new Paragraph();
        said.addClassName("said");
        said.getElement().setAttribute("role", "status");
        return said;
    }

    /** Something that is tried. */
    private interface Try {
        Account.Outcome go() throws IOException;
    }

    private boolean tell(Paragraph said, Try attempt, String done) {
        try {
            Account.Outcome outcome = attempt.go();
            boolean good = outcome == Account.Outcome.DONE;
            said.setText(good ? say.text(done) : say.text("account.why." + outcome, Account.SHORTEST));
            said.setClassName("bad", !good);
            return good;
        } catch (IOException failed) {
            said.setText(say.text("error.action", Trouble.log("account of " + email + " not written", failed)));
            said.setClassName("bad", true);
            return false;
        }
    }

    @Override
    public String getPageTitle() {
        return "Postigo · " + say.text("account.title");
    }
}
