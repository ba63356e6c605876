package org.postigo.desk.shell;

import java.util.Optional;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.words.Say;
import org.postigo.mail.policy.EntryForm;
import org.postigo.mail.rule.Rule;
import org.postigo.quarantine.incident.Cause;
import org.postigo.store.Store;

/**
 * What can be wrong and hold mail, in the reader's words.
 *
 * @param store of which rules and entries have their names
 * @param say the reader's words
 */
public record CauseWords(Store store, Say say) {
    private static final int LONGEST = 80;

    /** A cause in one line as a record bears it; as it is where nobody knows it any more. */
    public String of(String text) {
        return Cause.parse(text).map(this::of).orElseGet(() -> Inert.line(text, LONGEST));
    }

    /** A cause. */
    public String of(Cause cause) {
        return switch (cause) {
            case Cause.OfReason(var reason) -> say.text("cause.reason", say.text("reason." + reason));
            case Cause.OfFact(var key, String about) ->
                about.isEmpty()
                        ? say.text("cause.fact", say.brief(key))
                        : say.text("cause.fact.about", say.brief(key), Inert.line(about, LONGEST));
            case Cause.OfCheck(String check) -> say.text("cause.check", Inert.line(check, LONGEST));
            case Cause.OfEntry(String id) -> entry(id);
            case Cause.OfVersion(var part, String version) ->
                say.text("cause.version." + part, Inert.line(version, LONGEST));
        };
    }

    private String entry(String id) {
        Optional<String> rule = store.rules().snapshot().sets().stream()
                .flatMap(set -> set.rules().stream())
                .filter(each -> each.id().equals(id))
                .findFirst()
                .map(Rule::name)
                .map(name -> say.text("cause.rule", Inert.line(name, LONGEST)));
        return rule.or(() -> store.lists()
                        .find(id)
                        .map(entry -> say.text(
                                "cause.entry", Inert.line(EntryForm.of(entry).subject(), LONGEST))))
                .orElseGet(() -> say.text("cause.entry", Inert.line(id, LONGEST)));
    }
}
