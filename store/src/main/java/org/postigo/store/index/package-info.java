/** The index: MapDB, in parts, one a month. Nothing stands in it that cannot be derived from files and log. */
package org.postigo.store.index;
