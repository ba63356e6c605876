package org.postigo.quarantine;

/** Learns from decisions. Called by one thread, in the order of the log, never by a thread that mail waits for. */
@FunctionalInterface
public interface Teacher {
    /** Learns one lesson. */
    void teach(Lesson lesson);
}
