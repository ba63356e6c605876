package org.postigo.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.postigo.classifier.Checks;
import org.postigo.classifier.Classifier;
import org.postigo.classifier.check.Authenticator;
import org.postigo.classifier.check.Check;
import org.postigo.classifier.check.Correspondence;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.classifier.policy.AllowAndDeny;
import org.postigo.classifier.policy.Strictness;
import org.postigo.classifier.starter.StarterCheck;
import org.postigo.classifier.starter.StarterModel;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.Learner;
import org.postigo.classifier.text.Source;
import org.postigo.classifier.text.TextCheck;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Verdict;
import org.postigo.training.measure.Bands.Band;

/** The classifier of this version as far as it needs no network and no child process, its text models learning. */
final class WholeClassifier implements Filter {
    private final Learner learner;
    private final Classifier classifier;
    private long lessons;

    /**
     * Begins with models, which it changes.
     *
     * @param contentChecks beside the text models
     * @param authenticator that needs no network
     * @param starter that the models' lessons outweigh in time, if it begins with one
     */
    WholeClassifier(
            TextModels models, List<Check> contentChecks, Authenticator authenticator, Optional<StarterModel> starter) {
        var checks = new ArrayList<Check>();
        checks.add(new TextCheck(models));
        starter.ifPresent(some -> checks.add(new StarterCheck(some, new HtmlReadings(), () -> rarer(models))));
        checks.addAll(contentChecks);
        Combiner combiner = Combiner.of(PriceList.standard());
        learner = new Learner(models, 0);
        classifier = new Classifier(
                new Checks(checks, List.of(), authenticator, Correspondence.NONE),
                subject -> MessageDigest.UNREAD,
                () -> new Classifier.Models(combiner, "text-" + models.lessons().changes()),
                AllowAndDeny.NONE,
                Strictness.DEFAULT,
                Clock.systemUTC(),
                Classifier.DEADLINE);
    }

    private static int rarer(TextModels models) {
        return Math.min(models.lessons().spam(), models.lessons().ham());
    }

    @Override
    public double score(MailObject mail) {
        return judge(mail).logOdds();
    }

    @Override
    public Judged judge(MailObject mail) {
        Assessment assessment = classifier.assess(mail);
        Verdict verdict =
                assessment.verdictFor(mail.envelope().recipients().getFirst().path());
        return new Judged(
                assessment.score().logOdds(),
                switch (verdict) {
                    case Verdict.Deliver _, Verdict.Tag _ -> Band.DELIVER;
                    case Verdict.Hold hold -> hold.reason() == Verdict.Reason.AUDIT ? Band.AUDIT : Band.HOLD;
                    case Verdict.Refuse _ -> Band.REFUSE;
                });
    }

    @Override
    public void learn(MailObject mail, Label label, Source source) throws IOException {
        try {
            learner.learn(++lessons, mail, label, source).join();
        } catch (CompletionException | UncheckedIOException failed) {
            throw failed.getCause() instanceof IOException io ? io : new IOException(failed.getCause());
        }
    }

    @Override
    public int failures() {
        return (int) classifier.failures();
    }

    @Override
    public void close() {
        classifier.close();
        learner.close();
    }
}
