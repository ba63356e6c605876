package org.postigo.training.measure;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.postigo.classifier.text.Label;

/**
 * ROC curves on the axes of the TREC spam track: misclassified ham to the right and missed spam downwards, both in percent
 * on the logit scale from 0.01 to 50, so that a better filter lies further up and to the left. Errors below 0.01% stand on
 * the edge. A ring marks the threshold that the run was judged at. An SVG file on white.
 */
public final class RocPicture {
    private static final double[] TICKS = {0.01, 0.1, 1, 10, 50};
    private static final double LEAST = 0.01;
    private static final double MOST = 50;

    private static final int LEFT = 70;
    private static final int TOP = 24;
    private static final int SIDE = 480;
    private static final int LINE = 20;

    /** Okabe and Ito's colours, which the colour-blind can tell apart; dashes tell the rounds apart. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

    private static final List<String> DASHES = List.of("none", "7 4", "2 3");

    /**
     * One curve.
     *
     * @param name for the legend
     * @param run scores
     * @param threshold log-odds that it was judged at
     */
    public record Curve(String name, List<Scored> run, double threshold) {
        /** Copies the list. */
        public Curve {
            run = List.copyOf(run);
        }
    }

    private RocPicture() {}

    /**
     * Draws.
     *
     * @param curves each with both classes
     */
    public static void write(Path file, List<Curve> curves) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            XMLStreamWriter svg = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            draw(svg, curves);
            svg.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private static void draw(XMLStreamWriter svg, List<Curve> curves) throws XMLStreamException {
        int width = LEFT + SIDE + 30;
        int height = TOP + SIDE + 62 + LINE * curves.size();
        svg.writeStartDocument("UTF-8", "1.0");
        svg.writeCharacters("\n");
        svg.writeStartElement("svg");
        svg.writeDefaultNamespace("http://www.w3.org/2000/svg");
        attributes(svg, "viewBox", "0 0 " + width + " " + height, "width", "" + width, "height", "" + height);
        attributes(svg, "role", "img", "font-family", "sans-serif", "font-size", "12");
        leaf(svg, "title", "Misclassified ham against missed spam, logit scale");
        svg.writeEmptyElement("rect");
        attributes(svg, "width", "100%", "height", "100%", "fill", "#ffffff");
        axes(svg);
        for (int i = 0; i < curves.size(); i++) {
            curve(svg, curves.get(i), i);
        }
        svg.writeEndElement();
        svg.writeCharacters("\n");
        svg.writeEndDocument();
    }

    private static void axes(XMLStreamWriter svg) throws XMLStreamException {
        for (double tick : TICKS) {
            line(svg, x(tick), TOP, x(tick), TOP + SIDE);
            line(svg, LEFT, y(tick), LEFT + SIDE, y(tick));
            String label = String.format(Locale.ROOT, tick < 1 ? "%.2f" : "%.0f", tick);
            text(svg, x(tick), TOP + SIDE + 18, "middle", label);
            text(svg, LEFT - 8, y(tick) + 4, "end", label);
        }
        text(svg, LEFT + SIDE / 2.0, TOP + SIDE + 40, "middle", "Misclassified ham, % (logit scale)");
        svg.writeStartElement("text");
        attributes(svg, "transform", "translate(18 " + (TOP + SIDE / 2) + ") rotate(-90)", "text-anchor", "middle");
        attributes(svg, "fill", "#222222");
        svg.writeCharacters("Missed spam, % (logit scale)");
        svg.writeEndElement();
    }

    private static void curve(XMLStreamWriter svg, Curve curve, int number) throws XMLStreamException {
        String colour = COLOURS.get(number % COLOURS.size());
        String dash = DASHES.get(number / COLOURS.size() % DASHES.size());
        Measures measures = Measures.of(curve.run(), curve.threshold());
        svg.writeCharacters("\n");
        svg.writeEmptyElement("polyline");
        attributes(svg, "points", points(curve.run(), measures), "fill", "none", "stroke", colour);
        attributes(svg, "stroke-width", "1.8", "stroke-dasharray", dash);
        svg.writeEmptyElement("circle");
        attributes(svg, "cx", number(x(measures.hm())), "cy", number(y(measures.sm())), "r", "4.5");
        attributes(svg, "fill", "#ffffff", "stroke", colour, "stroke-width", "1.8");
        double at = TOP + SIDE + 66 + LINE * number;
        svg.writeEmptyElement("line");
        attributes(svg, "x1", number(LEFT), "x2", number(LEFT + 34), "y1", number(at - 4), "y2", number(at - 4));
        attributes(svg, "stroke", colour, "stroke-width", "1.8", "stroke-dasharray", dash);
        text(
                svg,
                LEFT + 44,
                at,
                "start",
                String.format(Locale.ROOT, "%s: 1-ROCA %.4f%%", curve.name(), measures.oneMinusRocArea()));
    }

    /** From the strictest threshold to the mildest, steps below a third of a unit left out. */
    private static String points(List<Scored> run, Measures all) {
        Scored[] falling = run.toArray(Scored[]::new);
        Arrays.sort(falling, Comparator.comparingDouble(Scored::logOdds).reversed());
        var points = new StringBuilder();
        double lastX = Double.NaN;
        double lastY = Double.NaN;
        int ham = 0;
        int spam = 0;
        for (int i = 0; i < falling.length; i++) {
            if (falling[i].label() == Label.SPAM) {
                spam++;
            } else {
                ham++;
            }
            boolean tied = i + 1 < falling.length && falling[i + 1].logOdds() == falling[i].logOdds();
            double x = x(100.0 * ham / all.ham());
            double y = y(100.0 * (all.spam() - spam) / all.spam());
            boolean last = i == falling.length - 1;
            if (!tied && (last || !(Math.abs(x - lastX) < 0.3 && Math.abs(y - lastY) < 0.3))) {
                points.append(points.isEmpty() ? "" : " ")
                        .append(number(x))
                        .append(',')
                        .append(number(y));
                lastX = x;
                lastY = y;
            }
        }
        return points.toString();
    }

    private static double x(double percent) {
        return LEFT + SIDE * place(percent);
    }

    private static double y(double percent) {
        return TOP + SIDE * place(percent);
    }

    private static double place(double percent) {
        double least = logit(LEAST);
        return (logit(Math.clamp(percent, LEAST, MOST)) - least) / (logit(MOST) - least);
    }

    private static double logit(double percent) {
        return Math.log(percent / (100 - percent));
    }

    private static void line(XMLStreamWriter svg, double x1, double y1, double x2, double y2)
            throws XMLStreamException {
        svg.writeEmptyElement("line");
        attributes(svg, "x1", number(x1), "y1", number(y1), "x2", number(x2), "y2", number(y2), "stroke", "#d0d0d0");
    }

    private static void text(XMLStreamWriter svg, double x, double y, String anchor, String words)
            throws XMLStreamException {
        svg.writeStartElement("text");
        attributes(svg, "x", number(x), "y", number(y), "text-anchor", anchor, "fill", "#222222");
        svg.writeCharacters(words);
        svg.writeEndElement();
    }

    private static void leaf(XMLStreamWriter svg, String name, String words) throws XMLStreamException {
        svg.writeStartElement(name);
        svg.writeCharacters(words);
        svg.writeEndElement();
    }

    private static void attributes(XMLStreamWriter svg, String... pairs) throws XMLStreamException {
        for (int i = 0; i < pairs.length; i += 2) {
            svg.writeAttribute(pairs[i], pairs[i + 1]);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
