package org.postigo.desk.narrow;

import com.vaadin.flow.router.QueryParameters;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.desk.shell.Pick;
import org.postigo.desk.words.Say;
import org.postigo.mail.finding.Verdict;

/** A choice of one reason for which mail is held, or of all. */
public final class WhyHeld {
    /** With the others mail is delivered. */
    private static final Set<Verdict.Reason> HOLDING =
            EnumSet.complementOf(EnumSet.of(Verdict.Reason.SCORE_LOW, Verdict.Reason.OBSERVED, Verdict.Reason.ALLOWED));

    private static final String NAME = "reason";

    private final Pick<Optional<Verdict.Reason>> pick;

    /** All, at first. */
    public WhyHeld(Say say, Runnable onChange) {
        Map<Optional<Verdict.Reason>, String> reasons = new LinkedHashMap<>();
        reasons.put(Optional.empty(), say.text("held.reason.all"));
        HOLDING.forEach(each -> reasons.put(Optional.of(each), say.text("reason." + each)));
        pick = new Pick<>(say.text("held.filter.reason"), reasons, Optional.empty(), _ -> onChange.run());
    }

    /** To be put on the page. */
    public Pick<Optional<Verdict.Reason>> pick() {
        return pick;
    }

    /** What is chosen; empty for all. */
    public Optional<Verdict.Reason> value() {
        return pick.value();
    }

    /** All again; nobody is told. */
    public void clear() {
        pick.set(Optional.empty());
    }

    /** Adds what is chosen to an address. */
    public AddressQuery into(AddressQuery query) {
        return query.with(NAME, value().map(Enum::name).orElse(""));
    }

    /** Takes over what stands in an address; nobody is told. */
    public void read(QueryParameters parameters) {
        String word = AddressQuery.word(parameters, NAME);
        pick.set(HOLDING.stream().filter(each -> each.name().equals(word)).findFirst());
    }
}
