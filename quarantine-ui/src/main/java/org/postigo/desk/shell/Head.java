package org.postigo.desk.shell;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.communication.IndexHtmlResponse;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.postigo.desk.words.Words;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;

/** Gives each page its policy, language and colours before it is sent, and each session its words when it ends. */
public final class Head implements VaadinServiceInitListener {
    private static final long serialVersionUID = 1;

    // Vaadin's listeners are Serializable by contract; sessions of the desk are never written out.
    private final transient People people;
    private final transient SecureRandom random = new SecureRandom();

    /** Over the people whose languages count. */
    public Head(People people) {
        this.people = people;
    }

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.addIndexHtmlRequestListener(this::dress);
        event.getSource().addUIInitListener(init -> {
            UI ui = init.getUI();
            VaadinRequest request = VaadinRequest.getCurrent();
            Locale locale = request == null ? Words.closest(ui.getLocale()) : locale(request);
            ui.setLocale(locale);
            ui.getPage().addJavaScript("postigo/desk.js");
        });
        event.getSource().addSessionInitListener(init -> init.getSession().setErrorHandler(new Trouble()));
        event.getSource().setSystemMessagesProvider(info -> {
            var messages = new com.vaadin.flow.server.CustomizedSystemMessages();
            // Straight to sign-in: a box that says "session expired" helps nobody.
            messages.setSessionExpiredNotificationEnabled(false);
            messages.setSessionExpiredURL("signin?ended");
            return messages;
        });
    }

    private void dress(IndexHtmlResponse response) {
        var nonce = new byte[18];
        random.nextBytes(nonce);
        String text = Base64.getUrlEncoder().encodeToString(nonce);
        for (Element script : response.getDocument().select("script")) {
            script.attr("nonce", text);
        }
        // Vaadin writes pages past the security chain's own headers.
        response.getVaadinResponse().setHeader("Content-Security-Policy", Policy.page(text));
        Policy.HEADERS.forEach(response.getVaadinResponse()::setHeader);
        response.getDocument()
                .head()
                .appendElement("link")
                .attr("rel", "icon")
                .attr("type", "image/svg+xml")
                .attr("href", "postigo/icon.svg");
        VaadinRequest request = response.getVaadinRequest();
        Element html = response.getDocument().selectFirst("html");
        if (html != null) {
            html.attr("lang", locale(request).toLanguageTag());
            html.attr("data-colours", Choices.colours(request).name().toLowerCase(Locale.ROOT));
        }
    }

    /** Chosen by the person, else in this browser, else what the browser asks for. */
    private Locale locale(VaadinRequest request) {
        return person(request)
                .flatMap(Person::language)
                .flatMap(Choices::locale)
                .or(() -> Choices.language(request))
                .orElseGet(() -> wanted(request));
    }

    private static Locale wanted(VaadinRequest request) {
        @Nullable Locale first = request.getLocale();
        return first == null ? Words.ENGLISH : Words.closest(first);
    }

    private Optional<Person> person(VaadinRequest request) {
        return Optional.ofNullable(request.getUserPrincipal()).flatMap(principal -> people.find(principal.getName()));
    }
}
