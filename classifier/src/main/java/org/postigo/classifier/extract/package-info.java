/**
 * What files attached to a message truly are. The home of Tika.
 *
 * <p>The type is found in this process, by the first octets ({@link org.postigo.classifier.extract.FileType}); whatever
 * has to be opened is opened in a child JVM ({@link org.postigo.classifier.extract.Extractor}), whose memory and time
 * are bounded, since one document can exhaust a heap.
 */
package org.postigo.classifier.extract;
