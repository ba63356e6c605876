/** Who looked at what, and who did what: written once, never changed. */
package org.postigo.store.audit;
