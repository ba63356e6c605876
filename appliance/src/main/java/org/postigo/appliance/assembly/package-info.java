/** Plugs store, classifier, quarantine, proxy and web server together, starts them and stops them in order. */
package org.postigo.appliance.assembly;
