package org.postigo.desk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.quarantine.round.Review;
import org.postigo.store.Store;
import org.postigo.store.held.CopyId;
import org.postigo.store.people.Person;
import org.postigo.store.rounds.Round;
import org.postigo.store.rounds.RoundEvent;
import org.postigo.store.rounds.RoundId;
import org.springframework.context.ApplicationContext;

/** Rounds for tests: their letters, and the round itself with any deadline. */
final class RoundSeeds {
    private static final String[] THINGS = {
        "Cotización", "Pedido", "Minuta", "Contrato", "Recibo", "Plano", "Visita", "Entrega", "Reporte", "Convenio"
    };

    private static final String[] SYLLABLES = {"Ma", "lo", "ri", "ta", "pe", "su", "no", "gui", "ca"};

    private final Store store;
    private final Review review;
    private final Instant now;
    private final Seeds seeds;
    private int rounds;

    RoundSeeds(ApplicationContext context) {
        store = context.getBean(Store.class);
        review = context.getBean(Review.class);
        now = context.getBean(Clock.class).instant();
        seeds = new Seeds(store, now);
    }

    /** A letter that is like no other. */
    CopyId single(int number, double spam) {
        return single(number, spam, _ -> {});
    }

    /** The same with something of its own. */
    CopyId single(int number, double spam, Consumer<Seeds.Draft> own) {
        var draft = new Seeds.Draft();
        draft.name = "Casa " + word(number);
        draft.from = "persona" + number + "@empresa" + number + ".example";
        draft.reversePath = draft.from;
        draft.subject = THINGS[number % THINGS.length] + " de " + word(number) + " para " + word(number * 7 + 3);
        draft.spam = spam;
        draft.age = Duration.ofMinutes(number % 300 + 1);
        draft.body = "Buenos días:\r\n\r\nVa lo de la obra " + number + ".\r\n";
        draft.fact(number % 2 == 0 ? FindingKey.SPF_FAIL : FindingKey.SPF_NONE, 0.8);
        // News to many: its score alone lays it beside nobody.
        draft.more.add(Finding.Fact.of(FindingKey.FIELD_BULK));
        own.accept(draft);
        return seeds.hold(draft).getFirst();
    }

    /** A letter that is like no other, but nearly certain to be spam, with disguised letters. */
    CopyId disguised(int number) {
        var draft = new Seeds.Draft();
        draft.name = "Prеmio " + word(number);
        draft.from = "avisos" + number + "@suerte" + number + ".test";
        draft.reversePath = draft.from;
        draft.subject = "★ " + word(number * 11 + 5) + " ★";
        draft.spam = 0.93 + 0.001 * (number % 10);
        draft.body = "Reclame hoy su " + word(number) + ".\r\n";
        draft.fact(FindingKey.FIELD_DECORATED, 1.1).fact(FindingKey.LINK_ADDRESS, 0.9);
        return seeds.hold(draft).getFirst();
    }

    /** A word that only this number has. */
    private static String word(int number) {
        var word = new StringBuilder();
        for (int rest = number + 30; rest > 0; rest /= 9) {
            word.append(SYLLABLES[rest % 9]);
        }
        return word.toString();
    }

    /** So many alike letters. */
    List<CopyId> campaign(int number, int size, double spam) {
        var ids = new ArrayList<CopyId>();
        for (int i = 0; i < size; i++) {
            var draft = new Seeds.Draft();
            draft.name = "Paquetería " + word(number);
            draft.from = "entrega" + i + "@rayo" + number + ".test";
            draft.reversePath = draft.from;
            draft.to = List.of("almacen" + i + "@metalsur.example");
            draft.subject = "Paquete detenido de " + word(number) + " y " + word(number * 5 + 1);
            draft.spam = spam;
            draft.hosts = List.of("rayo" + number + ".test");
            draft.age = Duration.ofMinutes(i + 1);
            draft.fact(FindingKey.SPF_FAIL, 1.4);
            ids.addAll(seeds.hold(draft));
        }
        return ids;
    }

    /** A round of these, which is to be closed in so many minutes. */
    Round round(List<CopyId> copies, long minutes) {
        return round(copies, minutes, "all");
    }

    private Round round(List<CopyId> copies, long minutes, String group) {
        rounds++;
        var begun = LocalDateTime.ofInstant(
                now.minus(Duration.ofMinutes(60 - Math.min(minutes, 59))), ZoneId.of("America/Mexico_City"));
        var id = RoundId.of(begun, group + "." + rounds);
        Instant clock = Instant.now(java.time.Clock.systemUTC());
        append(new RoundEvent.Opened(
                id,
                clock.plus(Duration.ofMinutes(minutes - 60)),
                group,
                Set.of(),
                clock.plus(Duration.ofMinutes(minutes)),
                copies));
        return store.rounds().find(id).orElseThrow();
    }

    private void append(RoundEvent event) {
        try {
            store.rounds().append(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes whatever earlier tests left open. */
    void closeAll() {
        Person ines = store.people().find("ines@filtro.example").orElseThrow();
        try {
            for (Round round : store.rounds().open()) {
                review.takeOver(ines, round.id());
                review.close(ines, round.id());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
