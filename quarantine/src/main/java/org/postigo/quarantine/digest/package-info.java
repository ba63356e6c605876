/** What recipients and contacts are told of their held mail, and what they may do about it without a desk. */
package org.postigo.quarantine.digest;
