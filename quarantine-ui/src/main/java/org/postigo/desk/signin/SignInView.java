package org.postigo.desk.signin;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.LanguageLinks;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
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
    private final Input code = new Input();
    private final Div passwordField;
    private final Div codeField;
    /** What is seen in which of the two steps. */
    private final List<Component> firstStep;

    private final List<Component> secondStep;

    /** In the language of the browser, or the one chosen in it. */
    public SignInView(Desk desk, ObjectProvider<IdentityProvider> identityProvider) {
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

        code.setId("code");
        code.getElement().setAttribute("name", "code");
        code.getElement().setAttribute("inputmode", "numeric");
        code.getElement().setAttribute("autocomplete", "one-time-code");
        code.getElement().setAttribute("required", true);
        code.getElement().setAttribute("autofocus", true);
        codeField = Parts.div("field", code);

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
        NativeLabel emailLabel = label("email", "signin.email");
        NativeLabel passwordLabel = label("password", "signin.password");
        NativeLabel codeLabel = label("code", "signin.code");
        Div emailField = Parts.div("field", email);
        form.appendChild(
                Parts.mark().getElement(),
                new H1("Postigo").getElement(),
                new Paragraph(say.text("signin.desk", desk.settings().site())).getElement(),
                emailLabel.getElement(),
                emailField.getElement(),
                passwordLabel.getElement(),
                passwordField.getElement(),
                codeLabel.getElement(),
                codeField.getElement(),
                trouble.getElement(),
                enter.getElement());
        firstStep = new ArrayList<>(List.of(emailLabel, emailField, passwordLabel, passwordField));
        var back = new Anchor("signin", say.text("signin.again"));
        back.addClassNames("link", "again");
        back.setRouterIgnore(true);
        secondStep = List.of(codeLabel, codeField, back);
        form.appendChild(back.getElement());
        IdentityProvider provider = identityProvider.getIfAvailable();
        if (provider != null) {
            var way = new Anchor(
                    "oauth2/authorization/" + IdentityProvider.REGISTRATION,
                    say.text("signin.provider", provider.name()));
            way.addClassNames("btn", "provider");
            way.setRouterIgnore(true);
            firstStep.add(way);
            form.appendChild(way.getElement());
        }
        step(false);
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

    private void step(boolean second) {
        firstStep.forEach(each -> each.setVisible(!second));
        secondStep.forEach(each -> each.setVisible(second));
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
        Authentication in = SecurityContextHolder.getContext().getAuthentication();
        if (in != null && in.isAuthenticated() && !(in instanceof AnonymousAuthenticationToken)) {
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
            case SignInTrouble.CodeWanted _ -> {
                step(true);
                say(say.text("signin.code.wanted"), false);
            }
            case SignInTrouble.WrongCode wrong -> {
                step(true);
                say(say.text("signin.code.wrong", wrong.triesLeft()), true);
                codeField.addClassName("wrong");
                code.getElement().setAttribute("aria-invalid", "true");
                code.getElement().setAttribute("aria-describedby", "trouble");
            }
            case SignInTrouble.Stale _ -> say(say.text("signin.stale"), true);
            case SignInTrouble.Unknown unknown ->
                say(say.text("signin.unknown", Inert.line(unknown.email(), 80)), true);
            case SignInTrouble.NothingGranted known ->
                say(say.text("signin.nothinggranted", Inert.line(known.email(), 120)), true);
            case SignInTrouble.ProviderFailed _ -> say(say.text("signin.provider.failed"), true);
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
