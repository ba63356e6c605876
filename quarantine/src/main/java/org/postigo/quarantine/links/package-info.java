/** Links in our mail: signed, expiring, and worth nothing by being opened. */
package org.postigo.quarantine.links;
