package org.postigo.appliance.settings;

/** A value out of its range, told by the record that owns it. */
final class BadValue extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String key;

    /** The key within its section, and what it should be. */
    BadValue(String key, String wanted) {
        super(wanted);
        this.key = key;
    }

    String key() {
        return key;
    }

    static int inRange(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new BadValue(key, "a whole number from " + least + " to " + most);
        }
        return value;
    }

    static double inRange(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new BadValue(key, "a number from " + least + " to " + most);
        }
        return value;
    }
}
