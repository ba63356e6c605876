package org.postigo.desk.signin;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Footer;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.NativeLabel;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.dom.Element;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinServletRequest;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.util.Optional;
import java.util.Set;
import org.postigo.desk.Desk;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.LanguageLinks;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * The door. A plain form that a password manager understands, sent to the security chain; says how many tries are left
 * and never whether the account exists.
 */
@Route(value = "signin", autoLayout = false)
@AnonymousAllowed
public final class SignInView extends Div implements BeforeEnterObserver, HasDynamicTitle {
    private static final long serialVersionUID = 1;

    private final transient Say say;
    private final Paragraph trouble = new Paragraph();
    private final Input password = new Input();
    private final Div passwordField;

    /** In the language of the browser, or the one chosen in it. */
    public SignInView(Desk desk) {
        say = desk.say(UI.getCurrent().getLocale());
        addClassNames("app", "signin");

        var email = new Input();
        email.setId("email");
        email.setType("email");
        email.getElement().setAttribute("name", "username");
        email.getElement().setAttribute("autocomplete", "username");
        email.getElement().setAttribute("required", true);
        email.getElement().setAttribute("autofocus", true);
        password.setId("password");
        password.setType("password");
        password.getElement().setAttribute("name", "password");
        password.getElement().setAttribute("autocomplete", "current-password");
        password.getElement().setAttribute("required", true);
        passwordField = Parts.div("field", password);

        trouble.setId("trouble");
        trouble.addClassName("err");
        trouble.getElement().setAttribute("role", "alert");
        trouble.setVisible(false);

        var enter = new NativeButton(say.text("signin.enter"));
        enter.addClassNames("btn", "pri");
        enter.getElement().setAttribute("type", "submit");

        var form = new Element("form");
        form.setAttribute("method", "post");
        form.setAttribute("action", "signin");
        form.setAttribute("class", "door");
        form.appendChild(
                Parts.mark().getElement(),
                new H1("Postigo").getElement(),
                new Paragraph(say.text("signin.desk", desk.settings().site())).getElement(),
                label("email", "signin.email").getElement(),
                Parts.div("field", email).getElement(),
                label("password", "signin.password").getElement(),
                passwordField.getElement(),
                trouble.getElement(),
                enter.getElement());
        csrf().ifPresent(token -> {
            var hidden = new Element("input");
            hidden.setAttribute("type", "hidden");
            hidden.setAttribute("name", token.getParameterName());
            hidden.setAttribute("value", token.getToken());
            form.appendChild(hidden);
        });
        var main = new Main();
        main.addClassName("doorway");
        main.getElement().appendChild(form);
        add(main);

        var foot = new Footer(new Span(), new LanguageLinks(say));
        foot.addClassName("sfoot");
        add(foot);
    }

    private NativeLabel label(String field, String key) {
        var label = new NativeLabel(say.text(key));
        label.setFor(field);
        return label;
    }

    private static Optional<CsrfToken> csrf() {
        return VaadinRequest.getCurrent() instanceof VaadinServletRequest request
                        && request.getHttpServletRequest().getAttribute(CsrfToken.class.getName())
                                instanceof CsrfToken token
                ? Optional.of(token)
                : Optional.empty();
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof UsernamePasswordAuthenticationToken in
                && in.isAuthenticated()) {
            event.forwardTo("held");
            return;
        }
        Set<String> asked =
                event.getLocation().getQueryParameters().getParameters().keySet();
        if (asked.contains("error")) {
            lastTrouble().ifPresent(this::tell);
        } else if (asked.contains("ended")) {
            say(say.text("signin.ended"), false);
        } else if (asked.contains("out")) {
            say(say.text("signin.out"), false);
        }
    }

    private static Optional<SignInTrouble> lastTrouble() {
        VaadinRequest request = VaadinRequest.getCurrent();
        return request != null
                        && request.getWrappedSession().getAttribute(SignInTrouble.ATTRIBUTE)
                                instanceof SignInTrouble last
                ? Optional.of(last)
                : Optional.empty();
    }

    private void tell(SignInTrouble last) {
        switch (last) {
            case SignInTrouble.Wrong wrong -> {
                say(say.text("signin.wrong", wrong.triesLeft()), true);
                passwordField.addClassName("wrong");
                password.getElement().setAttribute("aria-invalid", "true");
                password.getElement().setAttribute("aria-describedby", "trouble");
            }
            case SignInTrouble.Locked locked -> say(say.text("signin.locked", say.wait(locked.left())), true);
        }
    }

    private void say(String sentence, boolean bad) {
        trouble.removeAll();
        if (bad) {
            trouble.add(new Icon("warn"));
        }
        trouble.setClassName("calm", !bad);
        trouble.add(new Span(sentence));
        trouble.setVisible(true);
    }

    @Override
    public String getPageTitle() {
        return "Postigo · " + say.text("signin.title");
    }
}
