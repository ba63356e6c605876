package org.postigo.desk.narrow;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.router.QueryParameters;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Pick;
import org.postigo.desk.words.Say;

/** A span of days to choose: one that ends today, or from one day to another. Days are the site's. */
public final class Days extends Div {
    private static final long serialVersionUID = 1;

    private final transient Clock clock;
    private final transient Say say;
    private final transient Runnable onChange;
    private final Pick<Span> span;
    private final Input from = new Input();
    private final Input until = new Input();
    private final Div range;

    /** Spans of days, today included. */
    public enum Span {
        /** Every day. */
        ALL(0),
        /** Today. */
        TODAY(1),
        /** Seven days. */
        WEEK(7),
        /** Thirty days. */
        MONTH(30),
        /** From a day to a day. */
        RANGE(0);

        private final int days;

        Span(int days) {
            this.days = days;
        }
    }

    /** Every day, at first. */
    public Days(Clock clock, Say say, Runnable onChange) {
        this.clock = clock;
        this.say = say;
        this.onChange = onChange;
        addClassName("days");
        Map<Span, String> spans = new LinkedHashMap<>();
        for (Span each : Span.values()) {
            spans.put(each, say.text("days." + each));
        }
        span = new Pick<>(say.text("days"), spans, Span.ALL, _ -> changed());
        day(from, "days.from");
        day(until, "days.until");
        range = Parts.div("range", Parts.div("field", from), Parts.div("field", until));
        add(span, range);
        show();
    }

    private void day(Input input, String key) {
        input.setType("date");
        input.getElement().setAttribute("aria-label", say.text(key));
        input.getElement().setAttribute("title", say.text(key));
        input.addValueChangeListener(event -> {
            if (event.isFromClient()) {
                changed();
            }
        });
    }

    private void changed() {
        show();
        onChange.run();
    }

    private void show() {
        range.setVisible(span.value() == Span.RANGE);
    }

    /** Whether days are left out. */
    public boolean any() {
        return span.value() != Span.ALL;
    }

    /** Every day again; nobody is told. */
    public void clear() {
        span.set(Span.ALL);
        from.clear();
        until.clear();
        show();
    }

    /** The first instant; empty if there is none. */
    public Optional<Instant> since() {
        LocalDate today = clock.instant().atZone(say.zone()).toLocalDate();
        return switch (span.value()) {
            case ALL -> Optional.empty();
            case TODAY, WEEK, MONTH -> Optional.of(say.start(today.minusDays(span.value().days - 1L)));
            case RANGE -> day(from.getValue()).map(say::start);
        };
    }

    /** The first instant after the last day; empty if there is none. */
    public Optional<Instant> before() {
        return span.value() == Span.RANGE
                ? day(until.getValue()).map(day -> say.start(day.plusDays(1)))
                : Optional.empty();
    }

    /** Whether an instant is within. */
    public boolean has(Instant at) {
        return since().filter(at::isBefore).isEmpty()
                && before().filter(end -> !at.isBefore(end)).isEmpty();
    }

    private static Optional<LocalDate> day(String written) {
        try {
            return written.isBlank() ? Optional.empty() : Optional.of(LocalDate.parse(written));
        } catch (DateTimeParseException halfWritten) {
            return Optional.empty();
        }
    }

    /** Adds what is chosen to an address. */
    public AddressQuery into(AddressQuery query) {
        query.with("span", span.value(), Span.ALL);
        return span.value() == Span.RANGE
                ? query.with("since", from.getValue()).with("until", until.getValue())
                : query;
    }

    /** Takes over what stands in an address; nobody is told. */
    public void read(QueryParameters parameters) {
        span.set(AddressQuery.constant(parameters, "span", Span.ALL));
        from.setValue(written(parameters, "since"));
        until.setValue(written(parameters, "until"));
        show();
    }

    private static String written(QueryParameters parameters, String name) {
        return day(AddressQuery.word(parameters, name)).map(LocalDate::toString).orElse("");
    }
}
