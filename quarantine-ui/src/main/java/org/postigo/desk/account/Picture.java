package org.postigo.desk.account;

import com.vaadin.flow.component.Svg;
import io.nayuki.qrcodegen.QrCode;

/** A QR code as one path, dark on light in every scheme: cameras want it so. */
final class Picture {
    private static final int QUIET = 4;

    private Picture() {}

    static Svg of(String text, String name) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        var path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + QUIET)
                            .append(' ')
                            .append(y + QUIET)
                            .append("h1v1h-1z");
                }
            }
        }
        int side = code.size + 2 * QUIET;
        var svg = new Svg("<svg viewBox=\"0 0 " + side + " " + side + "\" shape-rendering=\"crispEdges\">"
                + "<path fill=\"#fff\" d=\"M0 0h" + side + "v" + side + "h-" + side + "z\"/><path fill=\"#000\" d=\""
                + path + "\"/></svg>");
        svg.addClassName("qr");
        svg.getElement().setAttribute("role", "img");
        svg.getElement().setAttribute("aria-label", name);
        return svg;
    }
}
