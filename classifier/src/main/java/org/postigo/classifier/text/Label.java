package org.postigo.classifier.text;

/** What a person, or a corpus, says a message is. */
public enum Label {
    /** Good mail. */
    HAM,
    /** Spam. */
    SPAM;

    /** The other one. */
    public Label opposite() {
        return this == HAM ? SPAM : HAM;
    }
}
