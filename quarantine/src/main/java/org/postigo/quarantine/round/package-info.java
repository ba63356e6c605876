/** Review rounds: when they begin, who has them, when they are late, and how they are closed. */
package org.postigo.quarantine.round;
