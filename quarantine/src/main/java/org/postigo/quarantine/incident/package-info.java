/** When a cause was wrong: what it held, what would be held today, all of that released, with a way back. */
package org.postigo.quarantine.incident;
