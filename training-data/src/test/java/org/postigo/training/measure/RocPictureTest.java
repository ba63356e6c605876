package org.postigo.training.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.classifier.text.Label;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class RocPictureTest {
    @TempDir
    Path folder;

    private Document draw(List<RocPicture.Curve> curves) throws Exception {
        Path file = folder.resolve("roc.svg");
        RocPicture.write(file, curves);
        return DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(file.toFile());
    }

    private static RocPicture.Curve curve(String name, int errors) {
        var run = new ArrayList<Scored>();
        for (int i = 0; i < 100; i++) {
            run.add(new Scored(Label.HAM, i < errors ? 5 : -5));
            run.add(new Scored(Label.SPAM, i < errors ? -7 : 7));
        }
        return new RocPicture.Curve(name, run, 0);
    }

    @Test
    void eachRunHasACurveARingAndALegend() throws Exception {
        Document svg = draw(List.of(curve("a <b> & c", 1), curve("other", 10)));
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2);
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("a <b> & c: 1-ROCA", "other: 1-ROCA", "Misclassified ham", "Missed spam", "0.01");
    }

    @Test
    void theBetterFilterLiesFurtherUpAndLeft() throws Exception {
        Document svg = draw(List.of(curve("better", 1), curve("worse", 10)));
        var better = (Element) svg.getElementsByTagName("circle").item(0);
        var worse = (Element) svg.getElementsByTagName("circle").item(1);
        assertThat(Double.parseDouble(better.getAttribute("cx")))
                .isLessThan(Double.parseDouble(worse.getAttribute("cx")));
        assertThat(Double.parseDouble(better.getAttribute("cy")))
                .isLessThan(Double.parseDouble(worse.getAttribute("cy")));
    }

    @Test
    void aCurveOfAPerfectRunStaysOnTheEdge() throws Exception {
        Document svg = draw(List.of(curve("perfect", 0)));
        var ring = (Element) svg.getElementsByTagName("circle").item(0);
        assertThat(ring.getAttribute("cx")).isEqualTo("70.0");
        assertThat(ring.getAttribute("cy")).isEqualTo("24.0");
    }
}
