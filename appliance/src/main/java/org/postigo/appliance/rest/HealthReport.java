package org.postigo.appliance.rest;

import java.util.Map;

/** Says what is wrong now, and mends what can be mended from outside. */
public interface HealthReport {
    /** Part by part, in words; empty while all is well. */
    Map<String, String> troubles();

    /** Throws the index away and rebuilds it in the background. */
    void rebuildIndex();
}
