/**
 * Text models: what the words and the octets of a message say, learnt online from decisions.
 *
 * <p>Message → {@link org.postigo.classifier.text.Views} → the models of {@link
 * org.postigo.classifier.text.TextModels} → facts with their log-odds. One writer ({@link
 * org.postigo.classifier.text.Learner}), any number of readers, no lock.
 */
package org.postigo.classifier.text;
