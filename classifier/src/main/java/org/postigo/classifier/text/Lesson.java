package org.postigo.classifier.text;

/**
 * What the models are taught by one event.
 *
 * @param number of the event, above 0 and rising
 * @param features of the message
 * @param label what it is
 * @param source who says so
 * @param domains for which it was said, hashed and sorted
 */
record Lesson(long number, Features features, Label label, Source source, int[] domains) {}
