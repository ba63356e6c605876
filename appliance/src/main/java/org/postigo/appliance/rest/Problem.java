package org.postigo.appliance.rest;

/** What was asked cannot be done, in words for whoever asked. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    private Problem(int status, String message) {
        super(message);
        this.status = status;
    }

    /** There is no such thing: 404. */
    static Problem noSuch(String what) {
        return new Problem(404, "there is no " + what);
    }

    /** The request makes no sense: 400. */
    static Problem bad(String message) {
        return new Problem(400, message);
    }

    /** It is not for this token: 403. */
    static Problem forbidden(String message) {
        return new Problem(403, message);
    }

    /** Somebody else was faster: 409. */
    static Problem conflict(String message) {
        return new Problem(409, message);
    }

    int status() {
        return status;
    }
}
