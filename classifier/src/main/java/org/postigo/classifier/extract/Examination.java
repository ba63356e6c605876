package org.postigo.classifier.extract;

/** Looks into a file; waits for the answer, but never long. */
@FunctionalInterface
public interface Examination {
    /** What is in the file. */
    Extraction examine(Document document) throws InterruptedException;
}
