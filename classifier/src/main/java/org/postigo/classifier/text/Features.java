package org.postigo.classifier.text;

/**
 * A message as the models know it: numbers only, of which no word can be read back. What is kept for a refold.
 *
 * @param raw of the octets as they came
 * @param shown of the octets of the text shown
 * @param words of words and pairs
 */
record Features(int[] raw, int[] shown, int[] words) {
    static Features of(Views views) {
        return new Features(
                ByteModel.features(views.raw()), ByteModel.features(views.shown()), Bayes.features(views.words()));
    }
}
