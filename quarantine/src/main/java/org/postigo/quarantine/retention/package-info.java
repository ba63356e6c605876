/** The end of held mail: what goes when, and what is kept of it. */
package org.postigo.quarantine.retention;
