package org.postigo.desk.trace;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.OptionalParameter;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.spring.security.AuthenticationContext;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.desk.Desk;
import org.postigo.desk.narrow.SavedViews;
import org.postigo.desk.shell.Frame;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.desk.words.Say;
import org.postigo.mail.MailId;
import org.postigo.quarantine.trace.Story;
import org.postigo.quarantine.trace.Tracing;
import org.postigo.store.journal.Journal;
import org.postigo.store.people.Person;
import org.postigo.store.views.SavedView;

/** Where is the message? Found by either side, and told from the client's first word to the mailbox server's last. */
@Route(value = "trace", layout = Frame.class)
@Menu(title = "nav.trace", order = 3)
@StyleSheet("postigo/trace.css")
@PermitAll
public final class TraceView extends Div implements HasUrlParameter<String>, HasDynamicTitle {
    private static final long serialVersionUID = 1;
    private static final int PAGE = 50;

    private final transient Say say;
    private final transient Person person;
    private final transient Tracing tracing;
    private final Asked asked;
    private final Found found;
    private final StoryPane story;
    private transient Optional<MailId> open = Optional.empty();

    /** For the person who is signed in. */
    public TraceView(Desk desk, Tracing tracing, AuthenticationContext authentication) {
        this.tracing = tracing;
        this.say = desk.say(UI.getCurrent().getLocale());
        this.person = authentication
                .getPrincipalName()
                .flatMap(desk::person)
                .orElseThrow(() -> new IllegalStateException("nobody is signed in"));
        addClassName("tracing");
        asked = new Asked(desk, say, this::search);
        asked.add(new SavedViews(desk, say, person, SavedView.Page.TRACE, asked::parameters));
        found = new Found(desk, say, tracing, this::open, this::more);
        story = new StoryPane(desk, say, this::close);
        var sentence = new Paragraph(say.text("trace.say"));
        sentence.addClassNames("say", "no-phone");
        add(
                Parts.div("head", new Div(new H1(say.text("trace.title")), sentence)),
                asked,
                Parts.div("trace", found, story));
    }

    @Override
    public void setParameter(BeforeEvent event, @OptionalParameter @Nullable String id) {
        asked.read(event.getLocation().getQueryParameters());
        page(false);
        Optional.ofNullable(id).flatMap(TraceView::id).ifPresentOrElse(this::tell, this::nothing);
    }

    private static Optional<MailId> id(String text) {
        try {
            return Optional.of(new MailId(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private void search(boolean step) {
        page(false);
        address(step);
    }

    private void more() {
        page(true);
    }

    private void page(boolean further) {
        long start = System.nanoTime();
        Tracing.Found page = tracing.find(person, asked.query(further ? found.shown() : 0, PAGE));
        found.show(page, further, (System.nanoTime() - start) / 1_000_000, this::near);
    }

    private void near(Journal.Near near) {
        asked.take(near);
    }

    private void open(MailId id) {
        tell(id);
        address(false);
    }

    private void close() {
        nothing();
        address(false);
    }

    private void nothing() {
        open = Optional.empty();
        removeClassName("open");
        found.mark(open);
        story.nothing();
    }

    private void tell(MailId id) {
        open = Optional.of(id);
        addClassName("open");
        found.mark(open);
        try {
            Optional<Story> told = tracing.story(person, id);
            told.ifPresentOrElse(story::show, () -> story.trouble(say.text("trace.gone")));
        } catch (IOException e) {
            story.trouble(say.text("trace.unreadable", Trouble.log("the story of " + id + " cannot be told", e)));
        }
    }

    /** What is asked for stands in the address, so that it can be sent to a colleague. */
    private void address(boolean step) {
        SavedViews.address("trace" + open.map(id -> "/" + id.text()).orElse(""), asked.parameters(), step);
    }

    @Override
    public String getPageTitle() {
        return say.text("trace.title") + " · Postigo";
    }
}
