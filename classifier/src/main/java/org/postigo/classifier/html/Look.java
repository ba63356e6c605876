package org.postigo.classifier.html;

import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Element;

/**
 * How text inside an element looks, as far as attributes and inline styles say; style sheets are not read, since mail
 * programs differ in what they take from them.
 *
 * @param hidden whether a reader cannot see it
 * @param colour of the text, 24 bits, {@link #UNKNOWN} if not known
 * @param background behind it, likewise
 */
record Look(boolean hidden, int colour, int background) {
    static final int UNKNOWN = -1;
    /** Black on white, as every mail program begins. */
    static final Look PLAIN = new Look(false, 0x000000, 0xFFFFFF);

    private static final int MAX_STYLE = 2_000;
    /** Colours this near, in each channel, cannot be told apart. */
    private static final int NEAR = 10;

    private static final Map<String, Integer> NAMES = Map.ofEntries(
            Map.entry("white", 0xFFFFFF),
            Map.entry("black", 0x000000),
            Map.entry("red", 0xFF0000),
            Map.entry("green", 0x008000),
            Map.entry("lime", 0x00FF00),
            Map.entry("blue", 0x0000FF),
            Map.entry("navy", 0x000080),
            Map.entry("yellow", 0xFFFF00),
            Map.entry("gray", 0x808080),
            Map.entry("grey", 0x808080),
            Map.entry("silver", 0xC0C0C0),
            Map.entry("maroon", 0x800000),
            Map.entry("snow", 0xFFFAFA),
            Map.entry("ivory", 0xFFFFF0),
            Map.entry("whitesmoke", 0xF5F5F5),
            Map.entry("ghostwhite", 0xF8F8FF));

    /** The look inside an element that stands in text of this look. */
    Look inside(Element element) {
        boolean nowHidden = hidden || element.hasAttr("hidden");
        int nowColour = element.hasAttr("color") ? colour(element.attr("color")) : colour;
        int nowBackground = element.hasAttr("bgcolor")
                ? colour(element.attr("bgcolor"))
                : element.hasAttr("background") ? UNKNOWN : background;
        if (element.normalName().equals("body") && element.hasAttr("text")) {
            nowColour = colour(element.attr("text"));
        }
        String style = element.attr("style");
        if (!style.isEmpty()) {
            var declared = new Style(nowColour, nowBackground);
            for (String declaration :
                    style.substring(0, Math.min(style.length(), MAX_STYLE)).split(";")) {
                declared.read(declaration);
            }
            nowHidden |= declared.hides();
            nowColour = declared.colour;
            nowBackground = declared.background;
        }
        return new Look(nowHidden, nowColour, nowBackground);
    }

    /** Whether a reader sees no text of this look. */
    boolean invisible() {
        return hidden || colour != UNKNOWN && background != UNKNOWN && near(colour, background);
    }

    private static boolean near(int one, int two) {
        for (int shift = 0; shift <= 16; shift += 8) {
            if (Math.abs((one >> shift & 255) - (two >> shift & 255)) > NEAR) {
                return false;
            }
        }
        return true;
    }

    static int colour(String raw) {
        String text = raw.strip().toLowerCase(Locale.ROOT);
        try {
            if (text.startsWith("#") && text.length() == 7) {
                return Integer.parseInt(text.substring(1), 16);
            }
            if (text.startsWith("#") && text.length() == 4) {
                int rgb = Integer.parseInt(text.substring(1), 16);
                return (rgb >> 8 & 15) * 0x110000 + (rgb >> 4 & 15) * 0x1100 + (rgb & 15) * 0x11;
            }
            if (text.startsWith("rgb(") && text.endsWith(")")) {
                String[] channels = text.substring(4, text.length() - 1).split(",");
                int rgb = 0;
                for (String channel : channels) {
                    rgb = rgb << 8 | Math.clamp(Integer.parseInt(channel.strip()), 0, 255);
                }
                return channels.length == 3 ? rgb : UNKNOWN;
            }
            if (text.length() == 6) {
                return NAMES.containsKey(text) ? NAMES.get(text) : Integer.parseInt(text, 16);
            }
        } catch (NumberFormatException notAColour) {
            return UNKNOWN;
        }
        return NAMES.getOrDefault(text, UNKNOWN);
    }

    /** The declarations of one style attribute. */
    private static final class Style {
        private int colour;
        private int background;
        private boolean gone;
        private boolean clipped;
        private boolean flat;
        private boolean aside;
        private boolean positioned;

        Style(int colour, int background) {
            this.colour = colour;
            this.background = background;
        }

        void read(String declaration) {
            int colon = declaration.indexOf(':');
            if (colon < 0) {
                return;
            }
            String name = declaration.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = declaration
                    .substring(colon + 1)
                    .replace("!important", "")
                    .strip()
                    .toLowerCase(Locale.ROOT);
            switch (name) {
                case "display" -> gone |= value.equals("none");
                case "visibility" -> gone |= value.equals("hidden") || value.equals("collapse");
                case "mso-hide" -> gone |= value.equals("all");
                case "opacity" -> gone |= amount(value) < 0.05;
                case "font-size" -> gone |= amount(value) <= (value.endsWith("em") || value.endsWith("%") ? 0.05 : 1.5);
                case "font" -> gone |= value.startsWith("0/") || value.startsWith("0px") || value.startsWith("0 ");
                case "color" -> {
                    gone |= value.equals("transparent");
                    colour = colour(value);
                }
                case "background-color" -> background = colour(value);
                case "background", "background-image" -> background = value.contains("url(") ? UNKNOWN : known(value);
                case "overflow" -> clipped |= value.equals("hidden");
                case "height", "max-height", "width", "max-width" -> flat |= amount(value) <= 1 && !value.endsWith("%");
                case "text-indent", "left", "top", "margin-left", "margin-top", "right" ->
                    aside |= amount(value) <= -500 || amount(value) >= 5_000;
                case "position" -> positioned |= value.equals("absolute") || value.equals("fixed");
                case "transform" ->
                    gone |= value.startsWith("scale") && amount(value.substring(value.indexOf('(') + 1)) < 0.05;
                case "clip-path" -> gone |= value.matches("(circle|ellipse)\\(0.*|inset\\((50|100)%.*");
                case "clip" -> clipped |= positioned && value.startsWith("rect(0");
                default -> {}
            }
        }

        private int known(String value) {
            int first = colour(value.split(" ", 2)[0]);
            return first == UNKNOWN ? background : first;
        }

        boolean hides() {
            return gone || aside || clipped && flat;
        }

        /** The number before the unit; far above every bound if there is none. */
        private static double amount(String value) {
            int end = 0;
            while (end < value.length() && end < 12 && "+-.0123456789".indexOf(value.charAt(end)) >= 0) {
                end++;
            }
            try {
                return end == 0 ? 1_000 : Double.parseDouble(value.substring(0, end));
            } catch (NumberFormatException notANumber) {
                return 1_000;
            }
        }
    }
}
