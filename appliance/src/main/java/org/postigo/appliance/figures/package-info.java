/** What the parts count, as Prometheus reads it. */
package org.postigo.appliance.figures;
