package org.postigo.classifier.starter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.postigo.classifier.check.Check;
import org.postigo.classifier.check.Subject;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

/**
 * States what the starter model says. Its worth decays as n₀ / (n₀ + n) with the n lessons that the site itself has
 * given, so that decisions outweigh it quickly.
 */
public final class StarterCheck implements Check {
    /** Lessons of the rarer class after which the starter is worth half. */
    static final double HALF = 20;
    /** Below this share of known text a message is unfamiliar. */
    private static final double FAMILIAR = 0.5;

    private static final double NEGLIGIBLE = 0.02;

    private final StarterModel model;
    private final HtmlReadings readings;
    private final IntSupplier lessons;

    /**
     * A check by a model.
     *
     * @param lessons how many messages of the class it knows less of the site itself has taught
     */
    public StarterCheck(StarterModel model, HtmlReadings readings, IntSupplier lessons) {
        this.model = model;
        this.readings = readings;
        this.lessons = lessons;
    }

    @Override
    public String name() {
        return "starter";
    }

    @Override
    public List<Finding> examine(Subject subject) {
        double worth = HALF / (HALF + Math.max(0, lessons.getAsInt()));
        if (worth < NEGLIGIBLE) {
            return List.of();
        }
        StarterModel.Opinion opinion = model.opinion(subject.message(), readings);
        var facts = new ArrayList<Finding>();
        if (opinion.logOdds() != 0) {
            facts.add(new Finding.Fact(FindingKey.TEXT_STARTER, worth * opinion.logOdds(), List.of()));
        }
        if (opinion.familiar() < FAMILIAR) {
            facts.add(new Finding.Fact(FindingKey.TEXT_UNFAMILIAR, worth * (1 - opinion.familiar()), List.of()));
        }
        return facts;
    }
}
