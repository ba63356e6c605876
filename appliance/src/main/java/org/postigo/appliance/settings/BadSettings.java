package org.postigo.appliance.settings;

/** The configuration cannot be used. Its message is one line that names the place, the key and what to do. */
public final class BadSettings extends Exception {
    private static final long serialVersionUID = 1;

    /** With that line. */
    public BadSettings(String message) {
        super(message);
    }
}
