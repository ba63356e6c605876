/** What recipients and contacts of a domain are told of its held mail, and what they ask for. */
package org.postigo.store.digests;
