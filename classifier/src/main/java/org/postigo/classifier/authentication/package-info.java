/** Runs SPF, DKIM, DMARC and ARC on a message, and says in facts and proven identities what came of it. */
package org.postigo.classifier.authentication;
