package org.postigo.desk.overview;

import java.util.List;

/**
 * What the browser draws; all text is written here, in the reader's words and numbers.
 *
 * @param name for screen readers: what it is and what it comes to, in a sentence
 * @param names of each step
 * @param values of the steps so far; there may be fewer than names
 * @param texts of the values
 * @param ticks below the axis
 * @param peak said at the highest value; empty for nothing
 * @param accent whether it is what a reader is to look at
 */
record Plot(
        String name,
        List<String> names,
        List<Long> values,
        List<String> texts,
        List<Tick> ticks,
        String peak,
        boolean accent) {
    /**
     * A word below the axis.
     *
     * @param at which step
     */
    record Tick(int at, String word) {}

    /**
     * Points in a square from 0 to 100 on both axes, beside the line on which both agree.
     *
     * @param name for screen readers
     * @param across the horizontal axis in words
     * @param up the vertical axis in words
     */
    record Square(String name, String across, String up, List<Point> points) {}

    /**
     * A point with its interval.
     *
     * @param text of it
     */
    record Point(double x, double y, double low, double high, String text) {}
}
