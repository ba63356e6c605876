/**
 * The assembly: {@link org.postigo.appliance.Main} reads the command line, {@code settings} the configuration, and what
 * the other modules build is plugged together here. Nothing is decided here.
 */
package org.postigo.appliance;
