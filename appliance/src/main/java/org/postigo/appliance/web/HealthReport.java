package org.postigo.appliance.web;

import java.util.Map;

/** Says what is wrong now. */
@FunctionalInterface
public interface HealthReport {
    /** Part by part, in words; empty while all is well. */
    Map<String, String> troubles();
}
