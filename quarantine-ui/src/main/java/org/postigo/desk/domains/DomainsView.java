package org.postigo.desk.domains;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.WildcardParameter;
import com.vaadin.flow.spring.security.AuthenticationContext;
import jakarta.annotation.security.PermitAll;
import java.util.Optional;
import org.postigo.desk.Desk;
import org.postigo.desk.shell.Frame;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;

/** Domains: all of them, or one place of the tree of settings with what belongs to it. */
@Route(value = "domains", layout = Frame.class)
@Menu(title = "nav.domains", order = 5)
@PermitAll
@StyleSheet("postigo/domains.css")
public final class DomainsView extends Div implements HasUrlParameter<String>, HasDynamicTitle {
    private static final long serialVersionUID = 1;

    /** The way to the monthly count: no domain, which has a dot. */
    static final String COUNT = "count";

    private final transient Work work;
    private String title;

    /** For the person who is signed in. */
    public DomainsView(Desk desk, Levers levers, AuthenticationContext authentication) {
        this.work = new Work(
                desk,
                levers,
                desk.say(UI.getCurrent().getLocale()),
                authentication
                        .getPrincipalName()
                        .flatMap(desk::person)
                        .orElseThrow(() -> new IllegalStateException("nobody is signed in")));
        this.title = work.text("nav.domains");
        addClassName("dpage");
        getElement().setAttribute("tabindex", "-1");
    }

    @Override
    public void setParameter(BeforeEvent event, @WildcardParameter String path) {
        removeAll();
        int slash = path.indexOf('/');
        String place = slash < 0 ? path : path.substring(0, slash);
        if (place.equals(COUNT) && work.mayCount()) {
            title = work.text("domains.count");
            add(new CountPage(work));
            return;
        }
        Optional<Level> level = Level.parse(place).filter(this::shown);
        if (level.isEmpty()) {
            title = work.text("nav.domains");
            add(new DomainList(work, place.isEmpty() ? "" : work.text("domains.nosuch", place)));
            return;
        }
        title = work.place(level.get());
        add(new PlacePage(work, level.get(), slash < 0 ? "" : path.substring(slash + 1)));
    }

    private boolean shown(Level level) {
        return switch (level) {
            case Level.Domain(DomainName name) -> work.tree().find(name).isPresent() && work.sees(name);
            case Level.Site _ -> work.mayAll();
            case Level.Group(String name) ->
                work.mayAll() && work.tree().groups().contains(name);
            case Level.OfMailbox _, Level.Shipped _, Level.File _ -> false;
        };
    }

    @Override
    public String getPageTitle() {
        return title + " · Postigo";
    }
}
