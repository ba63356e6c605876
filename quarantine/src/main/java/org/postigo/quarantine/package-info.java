/** Placeholder. */
package org.postigo.quarantine;
