/** Placeholder. */
package org.postigo.appliance;
