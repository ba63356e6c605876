/** The append-only event log in checksummed, group-committed segments. */
package org.postigo.store.log;
