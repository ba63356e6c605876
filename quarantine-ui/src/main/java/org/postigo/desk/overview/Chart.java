package org.postigo.desk.overview;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;

/**
 * A chart that ECharts draws in the browser as SVG, in the colours of the desk; drawn anew when those change. Where the
 * library cannot be loaded the table beside it opens instead.
 */
final class Chart extends Div {
    private static final long serialVersionUID = 1;

    private final String kind;
    private final transient Object plot;

    private Chart(String kind, Object plot) {
        this.kind = kind;
        this.plot = plot;
        addClassNames("plot", kind);
    }

    static Chart line(Plot plot) {
        return new Chart("line", plot);
    }

    static Chart bars(Plot plot) {
        return new Chart("bars", plot);
    }

    static Chart square(Plot.Square square) {
        return new Chart("square", square);
    }

    /** Has the page load what draws. */
    static void prepare(UI ui) {
        ui.getPage().addJavaScript("webjars/echarts/5.5.0/echarts.common.min.js");
        ui.getPage().addJavaScript("postigo/charts.js");
    }

    @Override
    protected void onAttach(AttachEvent event) {
        getElement().executeJs("window.postigoCharts.draw(this, $0, $1)", kind, plot);
    }
}
