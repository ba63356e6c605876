/** DMARC (RFC 7489): does what SPF and DKIM proved agree with the From field, and what if not? */
package org.postigo.classifier.dmarc;
