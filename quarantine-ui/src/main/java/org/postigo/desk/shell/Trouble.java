package org.postigo.desk.shell;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.ErrorEvent;
import com.vaadin.flow.server.ErrorHandler;
import java.util.concurrent.ThreadLocalRandom;
import org.postigo.desk.words.Say;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a bug of a view ends: one stack trace with a reference in the log, one sentence with it on the screen. */
public final class Trouble implements ErrorHandler {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);
    private static final String LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    /** Logs at error and returns the reference by which it is found: four characters that can be read aloud. */
    public static String log(String what, Throwable cause) {
        var ref = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            ref.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
        }
        LOG.error("ref {}: {}", ref, what, cause);
        return ref.toString();
    }

    @Override
    public void error(ErrorEvent event) {
        String ref = log("the desk failed", event.getThrowable());
        UI ui = UI.getCurrent();
        if (ui != null) {
            ui.getChildren()
                    .filter(Frame.class::isInstance)
                    .map(Frame.class::cast)
                    .findFirst()
                    .ifPresent(frame -> frame.strip(frame.words().text("error.action", ref)));
        }
    }

    /** The words for a page that could not be shown. */
    static String sentence(Say say, String ref) {
        return say.text("error.text", ref);
    }
}
