package org.postigo.desk.preview;

/**
 * A message's body as a reviewer may look at it.
 *
 * @param document a whole HTML document for {@code srcdoc} of a frame with an empty {@code sandbox}
 * @param remoteImages that the message wanted to load
 * @param lines a guess at how many lines it fills, for where the frame cannot scroll by itself
 */
public record SafeView(String document, int remoteImages, int lines) {
    /** Which colours the frame takes. */
    public enum Scheme {
        /** As the system says. */
        SYSTEM("light dark"),
        /** Light. */
        LIGHT("light"),
        /** Dark. */
        DARK("dark");

        private final String css;

        Scheme(String css) {
            this.css = css;
        }

        String css() {
            return css;
        }
    }
}
