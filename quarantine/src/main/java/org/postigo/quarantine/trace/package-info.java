/** Where a message is and what happened to it: the journal and the life of held copies as one story. */
package org.postigo.quarantine.trace;
