package org.postigo.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.Source;
import org.postigo.classifier.text.Views;
import org.postigo.mail.MailObject;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;
import weka.classifiers.Classifier;
import weka.classifiers.UpdateableClassifier;
import weka.classifiers.bayes.NaiveBayesMultinomialText;
import weka.classifiers.bayes.NaiveBayesUpdateable;
import weka.core.Attribute;
import weka.core.DenseInstance;
import weka.core.Instance;
import weka.core.Instances;
import weka.core.SparseInstance;
import weka.core.tokenizers.WordTokenizer;

/**
 * Weka's own text classifiers under the same protocol, on the same words of each message as our model of words sees. What
 * a filter is worth beyond them is what its machinery buys.
 */
public enum Baseline {
    /** Multinomial naive Bayes with a dictionary of its own that grows; Weka's defaults but for the tokenizer. */
    NAIVE_BAYES_MULTINOMIAL_TEXT("NaiveBayesMultinomialText", Baseline::multinomial),
    /** Naive Bayes on which of 4,096 groups of words, by a hash of the word, occur. */
    NAIVE_BAYES("NaiveBayes", () -> new WekaFilter(new NaiveBayesUpdateable(), new Groups()));

    static {
        // Makes sure that Weka writes nothing into the user's home, which the combiner sees to.
        Combiner.of(PriceList.standard());
    }

    private final String weka;
    private final Supplier<Filter> maker;

    Baseline(String weka, Supplier<Filter> maker) {
        this.weka = weka;
        this.maker = maker;
    }

    /** As Weka calls it. */
    public String weka() {
        return weka;
    }

    Filter make() {
        return maker.get();
    }

    private static Filter multinomial() {
        var bayes = new NaiveBayesMultinomialText();
        var words = new WordTokenizer();
        words.setDelimiters("\n");
        bayes.setTokenizer(words);
        return new WekaFilter(bayes, new Text());
    }

    /** How words become an instance of Weka's. */
    private interface Shape {
        Instances header();

        Instance of(List<String> words);
    }

    private static Instances header(ArrayList<Attribute> attributes) {
        attributes.add(new Attribute("class", List.of("spam", "ham")));
        var header = new Instances("mail", attributes, 0);
        header.setClassIndex(attributes.size() - 1);
        return header;
    }

    /** One attribute, the text. */
    private static final class Text implements Shape {
        private final Instances header =
                Baseline.header(new ArrayList<>(List.of(new Attribute("text", (List<String>) null))));

        @Override
        public Instances header() {
            return header;
        }

        @Override
        public Instance of(List<String> words) {
            Instance instance = new DenseInstance(2);
            instance.setDataset(header);
            // Not added but set: an attribute of strings would keep every text it has seen.
            header.attribute(0).setStringValue(String.join("\n", words));
            instance.setValue(0, 0);
            return instance;
        }
    }

    /** A nominal attribute for each group of words. */
    private static final class Groups implements Shape {
        private static final int GROUPS = 4_096;

        private final Instances header;

        Groups() {
            var attributes = new ArrayList<Attribute>(GROUPS + 1);
            for (int i = 0; i < GROUPS; i++) {
                attributes.add(new Attribute("w" + i, List.of("absent", "present")));
            }
            header = Baseline.header(attributes);
        }

        @Override
        public Instances header() {
            return header;
        }

        @Override
        public Instance of(List<String> words) {
            var present = new BitSet(GROUPS);
            for (String word : words) {
                int hash = word.hashCode() * 0x9e3779b1;
                present.set((hash >>> 16 ^ hash) & (GROUPS - 1));
            }
            int[] indices = present.stream().toArray();
            double[] values = new double[indices.length];
            java.util.Arrays.fill(values, 1);
            Instance instance = new SparseInstance(1, values, indices, GROUPS + 1);
            instance.setDataset(header);
            return instance;
        }
    }

    private static final class WekaFilter implements Filter {
        private final Classifier classifier;
        private final Shape shape;
        private final MessageParser parser = new MessageParser();
        private int learnt;

        WekaFilter(Classifier classifier, Shape shape) {
            this.classifier = classifier;
            this.shape = shape;
            try {
                classifier.buildClassifier(shape.header());
            } catch (Exception e) { // Weka declares nothing narrower
                throw new IllegalStateException("Weka cannot begin with no message", e);
            }
        }

        @Override
        public double score(MailObject mail) throws IOException {
            if (learnt == 0) {
                return 0;
            }
            try {
                double[] probabilities = classifier.distributionForInstance(shape.of(words(mail)));
                double logOdds = Math.log(probabilities[0]) - Math.log(probabilities[1]);
                return Double.isNaN(logOdds) ? 0 : logOdds;
            } catch (IOException e) {
                throw e;
            } catch (Exception e) { // Weka declares nothing narrower
                throw new IllegalStateException("Weka cannot score " + mail.id(), e);
            }
        }

        @Override
        public void learn(MailObject mail, Label label, Source source) throws IOException {
            try {
                Instance instance = shape.of(words(mail));
                instance.setClassValue(label == Label.SPAM ? 0 : 1);
                ((UpdateableClassifier) classifier).updateClassifier(instance);
                learnt++;
            } catch (IOException e) {
                throw e;
            } catch (Exception e) { // Weka declares nothing narrower
                throw new IllegalStateException("Weka cannot learn " + mail.id(), e);
            }
        }

        private List<String> words(MailObject mail) throws IOException {
            ParsedMessage message = switch (parser.parse(mail.content())) {
                case ParseOutcome.Parsed(ParsedMessage whole) -> whole;
                case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> soFar;
            };
            return Views.of(
                            mail.content().head(Views.HEAD),
                            message,
                            mail.envelope().reversePath())
                    .words();
        }

        @Override
        public int failures() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
